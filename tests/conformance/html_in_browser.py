"""The HTML report in a real browser: `python tests/conformance/html_in_browser.py FOLDER [CHROMIUM]`.

FOLDER has the npm packages `playwright-core` and `axe-core` in its `node_modules`. Of a report with hostile
names, and of one with 5,000 findings, in light, dark and on a phone: nothing is loaded, no dialog opens, axe
finds nothing serious, nothing is wider than the window, and the page opens in two seconds. Screenshots are
written beside the pages, in FOLDER.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from roadworthy.core.result import Report
from roadworthy.report.formats.html import html
from tests.report.factory import MODULE, place, project, report, violation
from tests.report.test_formats import STRANGE
from tests.report.test_inert import hostile_report

SCRIPT = """
const [folder, program, ...files] = process.argv.slice(2);
const { chromium } = require(folder + '/node_modules/playwright-core');
const axe = require('fs').readFileSync(folder + '/node_modules/axe-core/axe.min.js', 'utf8');
const views = { light: [1200, 900, 'light'], dark: [1200, 900, 'dark'], phone: [390, 800, 'light'] };
(async () => {
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  const told = [];
  for (const file of files) for (const [view, [width, height, colorScheme]] of Object.entries(views)) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    const events = [];
    page.on('request', request => request.url() === 'file://' + file || events.push(request.url()));
    page.on('dialog', dialog => { events.push('dialog'); dialog.dismiss(); });
    const start = Date.now();
    await page.goto('file://' + file);
    const ms = Date.now() - start;
    await page.screenshot({ path: file.replace('.html', '-' + view + '.png') });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run({ resultTypes: ['violations'] }));
    const faults = found.violations.map(v => `${v.impact} ${v.id}: ${v.nodes[0].html.slice(0, 80)}`);
    told.push({ file, view, ms, wide, events, faults });
    await context.close();
  }
  await browser.close();
  console.log(JSON.stringify(told));
})();
"""


def large() -> Report:
    """Return a report of 5,000 findings in 100 files."""
    sources = {f"src/package/module_{n}.py": MODULE * 20 for n in range(100)}
    findings = [
        violation("name-short", place(path, line, 1, line, 9), f"`name_{line}` is wrong " + "x" * 40)
        for path in sources
        for line in range(1, 51)
    ]
    return replace(report(projects=(project(*findings),)), sources=sources)


def main(folder: Path, program: str = "/usr/bin/chromium") -> int:
    """Print what was found, and return 1 where there is anything."""
    pages = {"large": large(), "hostile": hostile_report("\n".join(STRANGE)), "sample": report()}
    files = []
    for name, made in pages.items():
        file = folder.resolve() / f"{name}.html"
        file.write_text(html(made), encoding="utf-8")
        files.append(str(file))
    command = ["node", "-e", SCRIPT, "--", str(folder.resolve()), program, *files]
    # Without a script's name, the arguments begin a place earlier.
    command[2] = SCRIPT.replace("slice(2)", "slice(1)")
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    bad = 0
    for told in json.loads(done.stdout):
        serious = [fault for fault in told["faults"] if fault.startswith(("serious", "critical"))]
        wrong = serious + told["events"] + ["wider than the window"] * told["wide"]
        wrong += [f"{told['ms']} ms"] * (told["ms"] > 2000)
        bad += len(wrong)
        minor = [fault for fault in told["faults"] if fault not in serious]
        print(Path(told["file"]).name, told["view"], f"{told['ms']} ms", wrong or "sound", minor or "")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:3]))
