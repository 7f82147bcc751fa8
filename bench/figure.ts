/** One measured number, with what it was compared with in the same run. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly against?: string
  /** `value` over what it is compared with. */
  readonly ratio?: number
}

const rounded = (n: number): number => (Math.abs(n) >= 100 ? Math.round(n) : Math.round(n * 100) / 100)

export const figure = (
  name: string,
  value: number,
  unit: string,
  compared?: { readonly with: string; readonly value: number },
): Figure => ({
  name,
  value: rounded(value),
  unit,
  ...(compared === undefined
    ? {}
    : {
        against: `${compared.with}: ${rounded(compared.value)} ${unit}`,
        ratio: rounded(value / compared.value),
      }),
})
