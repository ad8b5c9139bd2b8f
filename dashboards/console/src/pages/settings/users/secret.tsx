/** What is shown once, to be marked and copied whole. */
export function Secret({ before, secret, after }: { before: string; secret: string; after?: string }) {
  return (
    <div class="secret" role="status">
      <p>{before}</p>
      <code>{secret}</code>
      {after !== undefined && <p class="dim">{after}</p>}
    </div>
  )
}
