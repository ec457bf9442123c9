"""What `roadworthy init` proposes: files that a project lacks, made of what it has; nothing is invented."""
