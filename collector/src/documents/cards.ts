import { html, said, type Html } from './html.ts'
import { documentPolicy } from './style.ts'

/** One code to stick on a device, or to hang in the staff room where `device` is null. */
export interface Card {
  /** An SVG of our own making. */
  code: string
  room: string | null
  device: string | null
}

const STYLE = `
@page { size: A4; margin: 12mm; }
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 186mm; padding: 4mm; background: #fff; color: #14171c; font: 11pt/1.4 system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif; }
h1 { font-size: 14pt; margin: 0 0 4mm; }
ul { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(84mm, 1fr)); gap: 4mm; }
li { display: grid; grid-template-columns: 34mm minmax(0, 1fr); gap: 4mm; align-items: center; padding: 4mm; border: .3mm dashed #9aa1ad; break-inside: avoid; overflow-wrap: anywhere; }
svg { width: 34mm; height: 34mm; display: block; }
b { display: block; font-size: 13pt; }
p { margin: 0; }
.dim { color: #5a616d; font-size: 9.5pt; }
@media print { body { padding: 0; max-width: none; } h1 { display: none; } }
`

/** What a page of cards may load: its own style and nothing else. */
export const CARDS_POLICY = documentPolicy(STYLE)

/** Codes to cut out and to stick on: what to do stands on each in both languages, because nobody chooses one before they scan. */
export function cardsDocument(site: string, cards: readonly Card[]): string {
  const shown = cards.map(({ code, room, device }): Html => {
    const drawn: Html = { html: code }
    const place = room ?? device ?? site
    return html`<li>
      ${drawn}
      <div>
        <b>${said(place)}</b>
        <p>扫码报修</p>
        <p class="dim">Scan to report a problem</p>
        ${device !== null && device !== place ? html`<p class="dim">${said(device)}</p>` : null}
      </div>
    </li>`
  })
  const head = html`<meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${site} · 报修二维码</title>`
  const body = html`<h1>${said(site)} · 报修二维码</h1>
    <ul>
      ${shown}
    </ul>`
  return `<!doctype html><html lang="zh-CN"><head>${head.html}<style>${STYLE}</style></head><body><main>${body.html}</main></body></html>`
}
