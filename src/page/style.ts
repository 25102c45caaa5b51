/** How the page looks: one sheet for all screens, light and dark. What only one screen has is beside that screen. */

export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fbfbfa, #16181b);
  --card: light-dark(#ffffff, #1e2125);
  --line: light-dark(#e3e3de, #33383e);
  --text: light-dark(#1d2125, #e7e9eb);
  --edge: light-dark(#858d96, #7d8790);
  --quiet: light-dark(#5a626b, #a3abb4);
  --accent: light-dark(#1f5fa8, #8ab8ee);
  --calm: light-dark(#9db4cd, #4f6a88);
  --poor: light-dark(#b4331c, #ff9b85);
  --poor-fill: light-dark(#d9573f, #e2705a);
  --poor-stripe: light-dark(#8f2713, #ffd0c5);
  --poor-tint: light-dark(#fcebe7, #3a231f);
  --good: light-dark(#2f6b45, #86c9a0);
  --calm-good: light-dark(#93bda3, #4b7a5e);
  --selected: light-dark(#e6eef7, #26323f);
  --warn: light-dark(#865300, #f0bd6b);
  --warn-tint: light-dark(#fdf3df, #372c18);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  font-variant-numeric: tabular-nums;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--text); }
a { color: var(--accent); text-underline-offset: 2px; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
h1 { font-size: 1.6rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; margin: 0; }
h2 { font-size: 1.05rem; line-height: 1.35; font-weight: 650; margin: 2.25rem 0 0.6rem; }
p { margin: 0 0 0.6rem; max-width: 75ch; }
bdi.long { overflow-wrap: anywhere; }
code, pre, .id { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: 0.87em; }
.quiet, .utc { color: var(--quiet); }
.poor { color: var(--poor); font-weight: 600; }
.good { color: var(--good); }
.poor-ground { fill: var(--poor-fill); }
.poor-line { fill: var(--poor-stripe); }
.number { text-align: right; white-space: nowrap; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--card); padding: 0.3rem 0.6rem; z-index: 1; }
.top, main, .bottom { width: calc(100% - 2.5rem); max-width: 75.5rem; margin: 0 auto; }
.top { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; align-items: baseline; padding-block: 0.9rem; }
.brand { font-weight: 650; }
.deployment { margin-left: auto; color: var(--quiet); font-size: 0.87rem; }
.brand img { vertical-align: -4px; margin-right: 0.3rem; }
.top nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
.top nav a { color: var(--quiet); text-decoration: none; padding: 0.2rem 0; border-bottom: 2px solid transparent; }
.top nav a:hover { color: var(--text); }
.top nav a[aria-current] { color: var(--text); border-color: var(--accent); }
main { padding-block: 1rem 2rem; }
.bottom { color: var(--quiet); font-size: 0.87rem; border-top: 1px solid var(--line); padding-block: 1rem 2rem; }
.message { max-width: 44rem; padding-block: 3rem; }
.message h1 { margin-bottom: 0.6rem; }
.message p { overflow-wrap: anywhere; }
.message p::first-letter { text-transform: uppercase; }
.command { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 0.6rem 0.8rem;
  overflow-x: auto; user-select: all; white-space: pre-wrap; overflow-wrap: anywhere; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.75rem; margin: 1.25rem 0;
  padding: 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 0.7rem 0.9rem; margin: 0; }
.card dt { color: var(--quiet); font-size: 0.87rem; }
.card dd { margin: 0; font-size: 1.45rem; line-height: 1.3; font-weight: 600; letter-spacing: -0.01em; }
.card .aside { font-size: 0.87rem; line-height: 1.4; font-weight: 400; letter-spacing: 0; color: var(--quiet); }
.notice { background: var(--warn-tint); border-left: 3px solid var(--warn); padding: 0.5rem 0.8rem; border-radius: 0 6px 6px 0;
  max-width: none; }
.nowrap { white-space: nowrap; }
.stacks .id { white-space: normal; overflow-wrap: anywhere; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.25rem; color: var(--quiet); font-size: 0.87rem; margin-top: 0.5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--quiet); padding-bottom: 0.4rem; }
th { text-align: left; font-weight: 500; font-size: 0.87rem; color: var(--quiet); white-space: nowrap; }
th, td { padding: 0.42rem 0.9rem 0.42rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th.number { text-align: right; }
tbody tr:hover { background: var(--card); }
form.filter { display: flex; flex-wrap: wrap; gap: 0.6rem 1rem; align-items: end; margin: 1rem 0; }
label { color: var(--quiet); font-size: 0.87rem; }
input, select, button { font: inherit; font-size: 1rem; color: inherit; background: var(--card); border: 1px solid var(--edge);
  border-radius: 6px; padding: 0.3rem 0.6rem; }
form.filter label > input:not([type="checkbox"]), form.filter label > select { display: block; max-width: 100%; height: 2.25rem; }
button { cursor: pointer; border-color: var(--accent); color: var(--accent); }
.heading { display: flex; flex-wrap: wrap; gap: 0.25rem 2rem; align-items: baseline; }
.heading .pages { margin: 0; }
label.check { display: flex; align-items: center; gap: 0.4rem; height: 2.25rem; color: inherit; font-size: 1rem; }
.candidates { list-style: none; padding: 0; }
.candidates li { padding-block: 0.2rem; }
details { margin-top: 0.6rem; }
summary { cursor: pointer; color: var(--accent); width: fit-content; padding-block: 0.2rem; }
summary h2 { display: inline; margin: 0; }
details:has(> summary > h2) { margin-top: 2.25rem; }
details[open] > summary { margin-bottom: 0.6rem; }
.empty { color: var(--quiet); padding: 2rem 0; }
.pages { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 1rem 0; }
@media (max-width: 40rem) {
  .deployment { display: none; }
  .card dd { font-size: 1.25rem; }
}
@media (max-width: 46rem) {
  .stacks thead { position: absolute; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacks, .stacks tbody { display: block; }
  .stacks tr { display: flex; flex-wrap: wrap; gap: 0 0.9rem; padding-block: 0.5rem; border-bottom: 1px solid var(--line); }
  .stacks th, .stacks td { padding: 0; border: 0; text-align: left; }
  .stacks td:empty { display: none; }
  .stacks [data-is]::before { content: attr(data-is) ": "; color: var(--quiet); font-weight: 400; }
}
@media print {
  :root { color-scheme: light; }
  .top nav, form.filter, .pages { display: none; }
  .scroll { overflow: visible; }
  tr, .card { break-inside: avoid; }
}
`;
