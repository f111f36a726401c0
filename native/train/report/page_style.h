#pragma once

namespace ocelli::train {

/// The report's style sheet, in the colours of the project's page.
inline constexpr const char* kPageStyle = R"css(
:root {
  color-scheme: light dark;
  --paper: #eef1ec; --surface: #fbfcfa; --ink: #15201c; --ink-soft: #47554e; --line: #cfd8d0;
  --accent: #0d5a53; --bar: #8cc0b4; --amber: #a86500; --third: #7b3f8c; --fourth: #8a1f2b;
  --right: 13 90 83; --wrong: 178 92 0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1513; --surface: #171f1c; --ink: #e7eee9; --ink-soft: #a9b8b0; --line: #2b3833;
    --accent: #7fd3c1; --bar: #2f6b61; --amber: #f0b94b; --third: #d0a3e0; --fourth: #ffb4ac;
    --right: 127 211 193; --wrong: 240 185 75;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 66rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
h1 { margin: 0 0 .25rem; font-size: 1.75rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.2rem; }
p { margin: .5rem 0; max-width: 44rem; }
.note, .name, dt, .tile span { color: var(--ink-soft); font-size: .875rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .75rem 0 0; }
dd { margin: 0; overflow-wrap: anywhere; }
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.5rem 0 0; padding: 0; list-style: none; }
.tile { flex: 1 1 8rem; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: 12px;
  background: var(--surface); }
.tile b { display: block; font-size: 1.5rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem; }
figure { margin: 0; }
.chart { padding: 1rem; border: 1px solid var(--line); border-radius: 12px; background: var(--surface); }
.chart > figcaption { margin-bottom: .5rem; font-weight: 600; }
.chart > svg { display: block; width: 100%; height: auto; }
.reliability { max-width: 30rem; }
svg text { fill: var(--ink-soft); font: 12px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
.grid { stroke: var(--line); stroke-width: 1; }
.line-0, .line-1, .line-2, .line-3 { fill: none; stroke-width: 2; stroke-linejoin: round; }
.line-0 { stroke: var(--accent); }
.line-1 { stroke: var(--amber); stroke-dasharray: 6 3; }
.line-2 { stroke: var(--third); stroke-dasharray: 2 3; }
.line-3 { stroke: var(--fourth); stroke-dasharray: 9 3 2 3; }
.bar { fill: var(--bar); }
.count { fill: var(--line); }
.mark { stroke: var(--amber); stroke-width: 3; }
.ideal { stroke: var(--ink-soft); stroke-width: 1.5; stroke-dasharray: 4 4; fill: none; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .5rem 0 0; padding: 0;
  list-style: none; font-size: .875rem; }
.legend svg { width: 28px; height: 8px; margin-right: .5rem; vertical-align: middle; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: 12px; background: var(--surface); }
.wide:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .9375rem; font-variant-numeric: tabular-nums; }
.wide > table { min-width: 100%; }
th, td { padding: .35rem .75rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th[scope=row], thead th:first-child { text-align: left; font-weight: 500; }
thead th { font-weight: 600; vertical-align: bottom; }
tfoot th, tfoot td { border-bottom: 0; color: var(--ink-soft); }
tbody tr:last-child > * { border-bottom: 0; }
tfoot tr:first-child > * { border-top: 2px solid var(--line); }
details { margin-top: .75rem; font-size: .875rem; }
.confusion td { min-width: 2.75rem; padding: .35rem; text-align: center;
  background: rgb(var(--wrong) / calc(var(--share) * .85)); }
.confusion td.right { background: rgb(var(--right) / calc(var(--share) * .45)); }
.confusion thead span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 12rem; }
.confusion thead th { text-align: center; }
.confusion thead th:first-child { text-align: left; }
.mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); gap: 1rem; }
.mistakes figure { padding: .6rem; border: 1px solid var(--line); border-radius: 12px;
  background: var(--surface); }
.mistakes img { display: block; width: 100%; height: 10rem; object-fit: contain; border-radius: 6px; }
.mistakes figcaption { margin-top: .5rem; font-size: .875rem; overflow-wrap: anywhere; }
.mistakes .name { font-size: .75rem; }
@media print { body { max-width: none; padding: 0; } figure, tr { break-inside: avoid; } }
)css";

}  // namespace ocelli::train
