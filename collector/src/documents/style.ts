import { createHash } from 'node:crypto'

/*
 * How a document looks on paper and on the screen: always light, black on white, one typeface. It travels inside the document, so that a
 * saved one still looks like one; the page's policy allows it by its hash and no other style.
 */

export const STYLE = `
@page { size: A4; margin: 16mm 15mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt system-ui, sans-serif; color: #626976; } }
:root { color-scheme: light; --ink: #14171c; --dim: #5a616d; --line: #d5d9df; --bad: #a80f1f; --good: #0a6f54; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: #eceef1; color: var(--ink); font: 10.5pt/1.55 system-ui, -apple-system, "Segoe UI", "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 210mm; margin: 0 auto; padding: 14mm 15mm 18mm; background: #fff; overflow-wrap: anywhere; }
.tools { max-width: 210mm; margin: 0 auto; padding: 10px 15mm; display: flex; gap: 4px 16px; flex-wrap: wrap; font-size: 10pt; color: var(--dim); }
.tools a { color: #1f56c8; }
h1 { font-size: 18pt; line-height: 1.35; margin: 0 0 2mm; }
h2 { font-size: 12pt; margin: 6mm 0 2mm; padding-bottom: 1mm; border-bottom: .4mm solid var(--ink); break-after: avoid; }
h3 { font-size: 12pt; margin: 0 0 1mm; break-after: avoid; }
h4 { font-size: 10.5pt; margin: 4mm 0 1mm; break-after: avoid; }
p { margin: 0 0 2mm; }
.lead { color: var(--dim); }
.said { white-space: pre-wrap; }
table { width: 100%; border-collapse: collapse; margin: 0 0 2mm; }
th, td { text-align: left; vertical-align: top; padding: .9mm 2mm .9mm 0; border-bottom: .2mm solid var(--line); }
thead th { font-weight: 600; color: var(--dim); font-size: 9.5pt; border-bottom-color: #9aa1ad; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.two, .one { display: grid; gap: 0 8mm; margin: 0; break-inside: avoid; }
.two { grid-template-columns: repeat(2, minmax(0, 1fr)); }
dl div { display: grid; grid-template-columns: 28mm minmax(0, 1fr); padding: .9mm 0; border-bottom: .2mm solid var(--line); break-inside: avoid; }
dt { color: var(--dim); }
dd { margin: 0; }
.sums { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0 8mm; align-items: start; }
.when { white-space: nowrap; width: 37mm; padding-right: 4mm; overflow-wrap: normal; }
.n { text-align: right; white-space: nowrap; }
.bad { color: var(--bad); font-weight: 600; }
.good { color: var(--good); }
.dim { color: var(--dim); font-size: 9.5pt; }
.photos { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 4mm; }
figure { margin: 0; break-inside: avoid; }
figure img { max-width: 100%; max-height: 90mm; display: block; border: .2mm solid var(--line); }
figcaption { font-size: 9pt; color: var(--dim); }
.record { break-inside: auto; margin-top: 7mm; padding-top: 3mm; border-top: .4mm solid var(--ink); }
.records { break-before: page; }
.records > h2 { border: 0; margin: 0; }
.records > h2 + .record { margin-top: 2mm; }
.sign { display: grid; grid-template-columns: repeat(3, 1fr); gap: 8mm; margin-top: 10mm; break-inside: avoid; }
.sign div { border-top: .2mm solid var(--ink); padding-top: 1mm; color: var(--dim); font-size: 9.5pt; }
@media print { body { background: #fff; } main { max-width: none; padding: 0; } .tools { display: none; } a { color: inherit; text-decoration: none; } }
@media screen and (max-width: 719px) {
  main { padding: 16px; } .tools { padding: 10px 16px; } .two, .sums { grid-template-columns: minmax(0, 1fr); } .when { white-space: normal; width: 88px; }
  .wide thead { display: none; } .wide tr { display: block; border-bottom: 1px solid var(--line); padding: 4px 0; }
  .wide td { display: block; width: auto; white-space: normal; border: 0; padding: 1px 0; } .wide .n { text-align: left; } .sign { grid-template-columns: 1fr; gap: 40px; }
  .records { margin-top: 32px; }
}
`

/** What a document may load: its own style, photos of this collector, and nothing else. It runs nothing. */
export function documentPolicy(style: string): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export const DOCUMENT_POLICY = documentPolicy(STYLE)
