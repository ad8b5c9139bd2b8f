/** A piece of a page that is safe to send: everything in it from outside has been escaped. */
export interface Html {
  readonly html: string
}

type Value = string | number | null | undefined | Html | readonly Html[]

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, character => ESCAPES[character]!)

/** Markup with values in it: texts are escaped, pieces and lists of pieces are taken as they are, and nothing stands for null. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  let text = parts[0]!
  for (const [index, value] of values.entries()) text += inMarkup(value) + parts[index + 1]!
  return { html: text }
}

function inMarkup(value: Value): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return escape(value)
  if (typeof value === 'number') return String(value)
  return 'html' in value ? value.html : value.map(one => one.html).join('')
}

/** A text of a person or a machine: it keeps its own direction and its lines, and turns nothing around it. */
export const said = (text: string): Html => html`<bdi class="said">${text}</bdi>`
