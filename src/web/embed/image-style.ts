/** Colours of a widget as an image, for light and dark; with generic fonts, for an image may load none. */
export const imageStyle = `
svg{--card:#fff;--ink:#1c1e22;--quiet:#5a5e66;--line:#e0ddd4;--rest:#e9e6df;--none:#59616e;--down:#cf3a30;--degraded:#c47f0a;
--c0:#2c4a94;--c1:#0f7480;--c2:#8a4fb5;--c3:#9a6412;--c4:#b23a6e;--c5:#4e7a1e}
@media(prefers-color-scheme:dark){svg{--card:#1b1d21;--ink:#edebe6;--quiet:#a6aab2;--line:#30343a;--rest:#292c32;--none:#a4acb9;
--down:#f0675a;--degraded:#e0a33e;--c0:#8fa8f0;--c1:#5cc3cf;--c2:#c79be8;--c3:#dfae5f;--c4:#f08fb8;--c5:#a3cf6b}}
.old{--c0:var(--none);--c1:var(--none);--c2:var(--none);--c3:var(--none);--c4:var(--none);--c5:var(--none)}
text{font:13px system-ui,sans-serif;fill:var(--ink)}
.title{font-weight:600;font-size:15px}.small{font-size:11px;fill:var(--quiet)}.figure{font-size:38px;font-weight:700}
.end{text-anchor:end}.middle{text-anchor:middle}.card{fill:var(--card);stroke:var(--line)}
path{vector-effect:non-scaling-stroke}
.c0{--c:var(--c0)}.c1{--c:var(--c1)}.c2{--c:var(--c2)}.c3{--c:var(--c3)}.c4{--c:var(--c4)}.c5{--c:var(--c5)}
.grid{fill:none;stroke:var(--line)}.gap{fill:var(--rest)}.zero{fill:none;stroke:var(--quiet);stroke-width:1.5px}
.bar,.open,.band,.share{fill:var(--c)}.open{fill-opacity:.3;stroke:var(--c)}.band{fill-opacity:.2}.mixed .bar{fill-opacity:.55}
.line{fill:none;stroke:var(--c);stroke-width:2px;stroke-linecap:round;stroke-linejoin:round}
.line.c1{stroke-dasharray:7 4}.line.c2{stroke-dasharray:1.5 4}.line.c3{stroke-dasharray:9 3 2 3}
.down{fill:var(--down);fill-opacity:.35}.degraded{fill:var(--degraded);fill-opacity:.35}
.mark{fill:none;stroke:var(--ink);stroke-width:1.25px;stroke-dasharray:2 3}
.ln{fill:none;stroke:var(--line)}.l0{fill:var(--rest)}.l4{fill:var(--c0)}
.l1{fill:var(--c0);fill-opacity:.32}.l2{fill:var(--c0);fill-opacity:.55}.l3{fill:var(--c0);fill-opacity:.78}
.ring{fill:none;stroke:var(--none);stroke-width:2px}
`;
