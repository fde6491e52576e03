import { createHash } from 'node:crypto';

/**
 * The approval page's one style sheet, in the page itself: the content security policy names its hash. A field that
 * belongs to one choice shows when that choice is made; a browser too old for `:has` shows them all.
 */
export const style = `
:root{color-scheme:light dark;--ink:#1a2329;--soft:#55626b;--paper:#fff;--ground:#eef2f2;--raised:#f4f7f7;--rule:#dbe2e3;--edge:#7a878f;--accent:#08705e;--tint:#e6f3f0;--on:#fff;--bad:#a3171b;--badtint:#fdeceb;--warm:#8a5300;--warmtint:#fdf3e0}
@media(prefers-color-scheme:dark){:root{--ink:#e4e9ec;--soft:#a3b0b8;--paper:#161d23;--ground:#0d1216;--raised:#1d262d;--rule:#2d3942;--edge:#7c8a94;--accent:#5fd3bc;--tint:#15312d;--on:#06231d;--bad:#ffa29b;--badtint:#3b1a18;--warm:#eab561;--warmtint:#33260f}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','Liberation Sans',Arial,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:40rem;margin:0 auto;padding:0 1.25rem}
header{display:flex;align-items:center;gap:.5rem;height:3.5rem;font-weight:650;letter-spacing:-.01em}
header svg{width:1.625rem;height:1.625rem;flex:none}
main{background:var(--paper);padding:1.5rem 1.25rem 1.75rem;border-block:1px solid var(--rule)}
h1{font-size:1.5rem;line-height:1.25;letter-spacing:-.015em;text-wrap:balance;margin:0 0 .75rem}
p{margin:0 0 .75rem}p:last-child{margin-bottom:0}
strong{font-weight:650}
.soft,.hint{color:var(--soft)}
.eyebrow{color:var(--accent);font-weight:600;font-size:.9375rem;margin:0 0 .25rem}
.facts{margin:1.25rem 0 0;border-top:1px solid var(--rule)}
.facts div{padding:.625rem 0;border-bottom:1px solid var(--rule)}
dt{color:var(--soft);font-size:.875rem}
dd{margin:0;white-space:pre-line}
.facts a{display:inline-block;padding-block:.25rem;color:var(--accent)}
.sum{font-size:1.125rem;font-weight:650;font-variant-numeric:tabular-nums}
form{margin-top:1.75rem}
fieldset{border:0;padding:0;margin:0;min-width:0}
legend{padding:0;font-size:1.125rem;font-weight:650;margin-bottom:.625rem}
.choice{display:flex;gap:.75rem;align-items:center;min-height:3.25rem;padding:.625rem .875rem;border:1px solid var(--edge);border-radius:.625rem;margin-top:.5rem;cursor:pointer;font-weight:600}
.choice:hover{background:var(--raised)}
.choice:has(:checked){border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent);background:var(--tint)}
.choice:has(:focus-visible){outline:3px solid var(--accent);outline-offset:2px}
.choice :focus-visible{outline:0}
[type=radio]{width:1.375rem;height:1.375rem;margin:0;accent-color:var(--accent);flex:none}
.more{margin:.25rem 0 0 .6875rem;padding:.5rem 0 .625rem 1.0625rem;border-left:2px solid var(--accent)}
form:not(:has([value=delegate]:checked)) .for-delegate,form:not(:has([value=reject]:checked)) .for-reject,form:not(:has([value=approve_in_part]:checked)) .for-part{display:none}
.field{margin-top:1.5rem}
.field label,.more label{display:block;font-weight:650}
.hint{font-size:.875rem;margin:.125rem 0 .5rem}
textarea,select,[type=text]{display:block;width:100%;min-height:3rem;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--edge);border-radius:.625rem;padding:.625rem .75rem}
textarea{min-height:6.5rem;resize:vertical}
[aria-invalid]{border-color:var(--bad);box-shadow:inset 0 0 0 1px var(--bad)}
#code{max-width:11rem;font-size:1.25rem;letter-spacing:.2em;font-variant-numeric:tabular-nums}
#amount{max-width:14rem;font-variant-numeric:tabular-nums}
button{font:inherit;font-weight:650;min-height:3.25rem;padding:.625rem 1.75rem;border-radius:.625rem;border:2px solid var(--accent);background:var(--accent);color:var(--on);cursor:pointer;width:100%;margin-top:1.5rem}
button:hover{filter:brightness(1.08)}
button.second{background:none;color:var(--accent);margin-top:.75rem}
button.enter{position:absolute;width:1px;height:1px;min-height:0;padding:0;margin:0;border:0;overflow:hidden;clip-path:inset(50%)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.alert{background:var(--badtint);border-left:4px solid var(--bad);border-radius:.375rem;padding:.75rem 1rem;margin:0 0 1.25rem}
.alert strong,.wrong{color:var(--bad)}
.wrong{font-weight:600;margin:.25rem 0 .5rem}
.note{background:var(--tint);border-left:4px solid var(--accent);border-radius:.375rem;padding:.75rem 1rem;margin:0 0 .75rem}
.after{text-align:center;padding-block:2.5rem 2.75rem}
.after svg{width:3.5rem;height:3.5rem;margin-bottom:1rem;border-radius:50%;padding:.875rem;color:var(--warm);background:var(--warmtint)}
.after .good{color:var(--accent);background:var(--tint)}
.after p{color:var(--soft);max-width:30rem;margin-inline:auto}
footer{color:var(--soft);font-size:.875rem;padding-block:1.25rem 2.5rem}
@media(min-width:34rem){header,footer{padding-inline:2.5rem}main{padding:2.25rem 2.5rem 2.5rem;border:1px solid var(--rule);border-radius:1rem}header{height:4.5rem}h1{font-size:1.75rem}button{width:auto}
.facts div{display:grid;grid-template-columns:9.5rem 1fr;gap:1.25rem;align-items:baseline}}
@media print{:root{--ink:#000;--soft:#444;--paper:#fff;--ground:#fff;--tint:#fff;--rule:#bbb;--accent:#000}main{border:0;padding-block:0}button{display:none}.choice,.facts div{break-inside:avoid}}
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** Nothing runs, nothing is loaded, nobody frames it, and its form goes nowhere but back. */
export const contentSecurityPolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
