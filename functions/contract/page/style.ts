import { createHash } from 'node:crypto';

const colours = (name: string, light: string, dark: string) => `--${name}: light-dark(${light}, ${dark});`;

/** The one style sheet. Served as a file of its own, so that the pages' content security policy allows nothing inline. */
export const style = `
:root {
  color-scheme: light dark;
  ${colours('paper', '#ffffff', '#10151a')}
  ${colours('raised', '#f6f8f8', '#171e24')}
  ${colours('ink', '#1a2329', '#e4e9ec')}
  ${colours('soft', '#55626b', '#9fadb6')}
  ${colours('rule', '#dfe5e6', '#2a343c')}
  ${colours('accent', '#08705e', '#5fd3bc')}
  ${colours('mark', '#eef3f2', '#202a31')}
  ${colours('get', '#1b5fa8', '#7db9f5')} ${colours('get-tint', '#e6f0fb', '#142a40')}
  ${colours('post', '#14703a', '#74d69b')} ${colours('post-tint', '#e3f5ea', '#12301f')}
  ${colours('patch', '#8a5300', '#eab561')} ${colours('patch-tint', '#fbf0dc', '#352711')}
  ${colours('put', '#6a3fb5', '#c1a4f3')} ${colours('put-tint', '#f0e9fb', '#281d40')}
  ${colours('delete', '#b3261e', '#f59b94')} ${colours('delete-tint', '#fce9e7', '#3b1a18')}
  --text: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 var(--text); overflow-wrap: break-word; }
a { color: var(--accent); text-underline-offset: .2em; text-decoration-thickness: .06em; }
a:hover { text-decoration-thickness: .12em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; margin: 0 0 .75rem; }
h1 { font-size: clamp(1.7rem, 1.3rem + 1.6vw, 2.3rem); letter-spacing: -.02em; }
h2 { font-size: 1.35rem; letter-spacing: -.01em; }
h3 { font-size: 1rem; margin-top: 1.75rem; }
h1 code, h2 code { background: none; padding: 0; }
h2 a, h3 a { color: inherit; text-decoration: none; }
h2 a:hover, h3 a:hover { text-decoration: underline; }
p { margin: 0 0 .9rem; max-width: 68ch; }
ul { margin: 0; padding: 0; list-style: none; }
code { font: .875em/1.5 var(--mono); background: var(--mark); border-radius: 4px; padding: .1em .35em; overflow-wrap: anywhere; }
.lead { font-size: 1.15rem; color: var(--soft); }
.muted, .type, .limits { color: var(--soft); }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: .5rem; z-index: 3; background: var(--paper); padding: .5rem 1rem; }

header { position: sticky; top: 0; z-index: 2; display: flex; align-items: center; gap: .75rem; height: 3.5rem; padding: 0 1.25rem;
  background: var(--paper); border-bottom: 1px solid var(--rule); }
.brand { display: flex; align-items: center; gap: .55rem; font-weight: 650; color: var(--ink); text-decoration: none; }
.brand span { color: var(--soft); font-weight: 400; }
.version { font-size: .8rem; color: var(--soft); border: 1px solid var(--rule); border-radius: 99px; padding: .05rem .6rem; }
.menu { margin-left: auto; padding: .5rem 0; }

main { padding: 2rem 1.25rem 3rem; min-width: 0; }
nav { border-top: 1px solid var(--rule); background: var(--raised); padding: 1.5rem 1.25rem 3rem; font-size: .925rem; scroll-margin-top: 3.5rem; }
nav a { display: block; padding: .4rem .6rem; border-radius: 6px; color: var(--ink); text-decoration: none; }
nav a:hover { background: var(--mark); }
nav a[aria-current] { font-weight: 650; color: var(--accent); background: var(--mark); }
nav ul ul { margin: .15rem 0 .6rem; }
nav ul ul a { display: flex; align-items: baseline; gap: .5rem; padding: .3rem .6rem; line-height: 1.35; }
nav .method { flex: none; min-width: 3.6rem; font-size: .66rem; }
.documents { display: flex; margin: 1rem 0 0; padding-top: 1rem; border-top: 1px solid var(--rule); }
.documents a { color: var(--soft); }

.method { display: inline-block; min-width: 4.4rem; text-align: center; font: 650 .75rem/1.5 var(--mono); letter-spacing: .02em; border-radius: 5px; padding: .1rem .35rem; }
.get { color: var(--get); background: var(--get-tint); }
.post { color: var(--post); background: var(--post-tint); }
.patch { color: var(--patch); background: var(--patch-tint); }
.put { color: var(--put); background: var(--put-tint); }
.delete { color: var(--delete); background: var(--delete-tint); }
.status { display: inline-block; font: 650 .8rem/1.5 var(--mono); color: var(--soft); background: var(--mark); border-radius: 5px; padding: .05rem .45rem; }
.status.good { color: var(--post); background: var(--post-tint); }

.routes, .types, .codes { border: 1px solid var(--rule); border-radius: 10px; margin: 0 0 1.5rem; overflow: hidden; }
.routes li + li, .types li + li, .codes li + li { border-top: 1px solid var(--rule); }
.routes a { display: grid; grid-template-columns: auto 1fr; gap: .15rem .8rem; align-items: baseline; padding: .6rem .9rem; color: var(--ink); text-decoration: none; }
.routes a:hover { background: var(--raised); }
.routes a > span:last-child { grid-column: 2; color: var(--soft); font-size: .925rem; }
.routes code, .route code, .types code, .codes code { background: none; padding: 0; }
.types li, .codes li { display: grid; gap: .1rem .8rem; align-items: baseline; padding: .55rem .9rem; }
.codes li { grid-template-columns: auto 1fr; }
.types li span, .codes li span:last-child { color: var(--soft); font-size: .925rem; }
.codes li span:last-child { grid-column: 2; }
.objects a { margin-right: .35rem; }
.rules { display: grid; gap: 0 2.5rem; margin: 0; }
.rules div { padding: .9rem 0; border-top: 1px solid var(--rule); }
.rules dt { font-weight: 650; }
.rules dd { margin: .2rem 0 0; color: var(--soft); max-width: 68ch; }
.rules dd code { color: var(--ink); }

section, .first { padding: 2.25rem 0 0; margin-top: 2.25rem; border-top: 1px solid var(--rule); scroll-margin-top: 3.5rem; }
.first { border: 0; padding: 0; margin: 0; }
.say, .show { min-width: 0; }
.show { margin-top: 1.5rem; }
.route { display: flex; gap: .6rem; align-items: baseline; }
.event { margin-top: 0; }
.schema { margin-top: .8rem; }
h4 { font-size: .925rem; margin-top: .75rem; }
.event code { background: none; padding: 0; font-size: 1.05rem; font-weight: 650; }
.lead + h2, pre + h2 { margin-top: 2rem; }
main > h2 { margin-top: 3rem; }
main > h2 + section { border: 0; margin-top: 0; padding-top: .5rem; }
section.told { margin-top: 1.5rem; padding-top: 1.5rem; }
.fields { border-top: 1px solid var(--rule); }
.fields > li { padding: .7rem 0; border-bottom: 1px solid var(--rule); }
.fields p { margin: 0; }
.fields .field { display: flex; flex-wrap: wrap; align-items: baseline; gap: .1rem .6rem; }
.fields p + p { margin-top: .2rem; font-size: .95rem; }
.name { font-weight: 650; background: none; padding: 0; }
.type, .limits { font-size: .85rem; }
.required { font-size: .75rem; font-weight: 600; color: var(--patch); background: var(--patch-tint); border-radius: 99px; padding: .02rem .55rem; }
.fields .values { display: flex; flex-wrap: wrap; gap: .3rem; margin-top: .4rem; }
summary { cursor: pointer; color: var(--accent); padding: .35rem 0; }
.form { margin-top: 1.5rem; font-weight: 600; }
.inner > summary { font-size: .9rem; }
.inner > .fields { margin: .4rem 0 0; padding-left: .9rem; border-left: 2px solid var(--rule); border-top: 0; }
.inner .fields > li:last-child { border-bottom: 0; padding-bottom: 0; }
.refusals { margin-top: 1.5rem; border: 1px solid var(--rule); border-radius: 10px; padding: .25rem .9rem; }
.refusals summary { font-weight: 650; }
.refusals .muted { font: .8rem var(--mono); font-weight: 400; margin-left: .4rem; }
.refusals > ul > li { display: grid; grid-template-columns: 3.2rem 1fr; align-items: baseline; padding: .5rem 0; border-top: 1px solid var(--rule); font-size: .95rem; }
.refusals .status { justify-self: start; }
.sample { margin: 0 0 1.25rem; border: 1px solid var(--rule); border-radius: 10px; background: var(--raised); overflow: hidden; }
figcaption { padding: .45rem .9rem; font-size: .8rem; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--rule); }
pre { margin: 0; padding: .8rem .9rem; white-space: pre-wrap; overflow-wrap: anywhere; font: .8125rem/1.6 var(--mono); }
pre code { background: none; padding: 0; font: inherit; }
.k { color: var(--get); } .s { color: var(--post); } .n { color: var(--put); }

@media (max-width: 30rem) { pre { font-size: .75rem; } }
@media (min-width: 44rem) {
  .routes a { grid-template-columns: auto minmax(0, 1fr) minmax(0, 1fr); }
  .routes a > span:last-child { grid-column: auto; }
  .rules { grid-template-columns: 1fr 1fr; }
  .types li { grid-template-columns: 19.5rem 1fr; }
  .codes li { grid-template-columns: auto 14rem 1fr; }
  .codes li span:last-child { grid-column: auto; }
}
@media (min-width: 62rem) {
  .frame { display: grid; grid-template-columns: 17.5rem minmax(0, 1fr); }
  nav { grid-column: 1; grid-row: 1; position: sticky; top: 3.5rem; height: calc(100vh - 3.5rem); overflow-y: auto; border-top: 0; border-right: 1px solid var(--rule); padding: 1.25rem .75rem 2rem; }
  main { grid-column: 2; padding: 2.5rem 3rem 5rem; max-width: 84rem; }
  .menu { display: none; }
}
@media (min-width: 75rem) {
  .operation { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, min(44%, 32rem)); gap: 0 3rem; align-items: start; }
  .show { position: sticky; top: 4.5rem; margin-top: 0; }
}
@media print { nav, header { display: none; } .show { position: static; } }
`;

/** Changes with the style sheet, so that it can be kept by browsers for good. */
export const styleVersion = createHash('sha256').update(style).digest('base64url').slice(0, 10);
