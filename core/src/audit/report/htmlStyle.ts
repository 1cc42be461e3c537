/** Colours for light and dark, each with enough contrast; nothing is told by colour alone: reasons stand beside their lines. */
export const htmlStyle = `
:root { color-scheme: light dark; --good: #dff3e0; --bad: #ffd9d6; --ask: #fff1c2; --none: #e3e9f5; --soft: #7a7a7a; --line: #d0d0d0; }
@media (prefers-color-scheme: dark) { :root { --good: #17351c; --bad: #5a1d1a; --ask: #453a10; --none: #24304a; --soft: #9a9a9a; --line: #444; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 78rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .2rem .5rem; text-align: right; }
td { white-space: nowrap; }
td.why, th.why { text-align: left; white-space: normal; }
th:first-child { text-align: left; font-weight: normal; }
thead th, tfoot th, tfoot td { font-weight: bold; }
.bar { display: flex; height: .6rem; margin: .5rem 0; border-radius: .3rem; overflow: hidden; }
summary .bar { display: inline-flex; width: 12rem; margin: 0 0 0 .6rem; }
.bar .agrees { background: #3c9a4b; } .bar .disagrees { background: #cf3a30; } .bar .cannot { background: #d9a514; } .bar .uncommented { background: #7c93c8; }
details { border-top: 1px solid var(--line); padding: .4rem 0; }
pre { font: 13px/1.45 ui-monospace, monospace; overflow-x: auto; tab-size: 8; }
pre i { color: var(--soft); display: inline-block; font-style: normal; text-align: right; user-select: none; width: 3.5rem; margin-right: 1rem; }
pre em { color: inherit; font-style: italic; border-left: 3px solid currentColor; padding-left: .4rem; }
.agrees { background: var(--good); } .disagrees { background: var(--bad); } .cannot { background: var(--ask); } .uncommented { background: var(--none); }
ol { list-style: none; padding-left: 1rem; }
pre i:target { outline: 2px solid currentColor; }
.header, .data { color: inherit; } .padding { color: var(--soft); }
.key span { padding: 0 .4rem; }
`;
