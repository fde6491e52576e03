import { type Html, html } from '../platform/html.ts';

/** Where a mail reader knows the dark, the mail follows; the colours of the light stand with the elements. */
const dark = html`:root{color-scheme:light dark;supported-color-schemes:light dark}
@media(prefers-color-scheme:dark){.ground{background:#0d1216!important;color:#e4e9ec!important}.paper{background:#161d23!important}.soft{color:#a3b0b8!important}.rule{border-color:#2d3942!important}.eyebrow{color:#5fd3bc!important}.button{background:#5fd3bc!important;color:#06231d!important}.code{background:#15312d!important}}`;

/**
 * A whole mail around its content: tables and styles at the elements, for readers that know nothing newer; no image, so
 * that nothing is fetched when it is opened. `preview` is what an inbox shows beside the subject.
 */
export const frame = (title: string, preview: string, content: Html): string =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${title}</title><style>${dark}</style></head>
<body class="ground" style="margin:0;padding:0;background:#eef2f2;color:#1a2329;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;overflow-wrap:anywhere">
<div style="display:none;max-height:0;overflow:hidden">${preview}</div>
<div role="main"><table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" style="background:#eef2f2;color:#1a2329"><tr><td align="center" style="padding:20px 12px 32px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;table-layout:fixed"><tr><td align="left" style="padding:0 8px 14px;font-weight:600">Cosell</td></tr>
<tr><td class="paper" align="left" style="padding:28px 24px;background:#ffffff;border-radius:14px">
${content}
</td></tr></table>
</td></tr></table></div>
</body></html>`.text;
