/** The same keys as the Chinese texts; where those count (`_other`), English also has a singular (`_one`). */
export type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> } & {
  [K in keyof T as K extends `${infer Stem}_other` ? `${Stem}_one` : never]: string
}
