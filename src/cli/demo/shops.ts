/** A shop of the demo and how its standing with the platform went, by day. */
export interface Shop {
  readonly sellerId: string
  readonly shopName: string
  readonly legalForm: 'COMPANY' | 'INDIVIDUAL'
  /** Its share of the orders. */
  readonly weight: number
  readonly registeredOn: string
  readonly rejectedOn?: string
  readonly verifiedOn: string
  readonly suspension?: { readonly from: string; readonly until: string; readonly reason: string }
}

export const shops: ReadonlyArray<Shop> = [
  {
    sellerId: 'atelier-lumen',
    shopName: 'Atelier Lumen',
    legalForm: 'COMPANY',
    weight: 26,
    registeredOn: '2026-02-02',
    verifiedOn: '2026-02-04',
  },
  {
    sellerId: 'maison-oree',
    shopName: 'Maison Orée',
    legalForm: 'COMPANY',
    weight: 24,
    registeredOn: '2026-02-05',
    verifiedOn: '2026-02-09',
  },
  {
    sellerId: 'seve-et-sel',
    shopName: 'Sève & Sel',
    legalForm: 'INDIVIDUAL',
    weight: 20,
    registeredOn: '2026-02-10',
    verifiedOn: '2026-02-12',
  },
  {
    sellerId: 'papeterie-du-canal',
    shopName: 'Papeterie du Canal',
    legalForm: 'COMPANY',
    weight: 12,
    registeredOn: '2026-02-19',
    rejectedOn: '2026-02-23',
    verifiedOn: '2026-03-06',
  },
  {
    sellerId: 'le-fil-de-jeanne',
    shopName: 'Le Fil de Jeanne',
    legalForm: 'INDIVIDUAL',
    weight: 7,
    registeredOn: '2026-02-16',
    verifiedOn: '2026-02-18',
  },
  {
    sellerId: 'electro-retro',
    shopName: 'Électro Rétro',
    legalForm: 'COMPANY',
    weight: 11,
    registeredOn: '2026-02-11',
    verifiedOn: '2026-02-13',
    suspension: {
      from: '2026-04-13',
      until: '2026-04-24',
      reason: 'Trop de commandes expédiées en retard',
    },
  },
]

/** Verified before that day and not suspended on it. */
export const isOpenOn = ({ verifiedOn, suspension }: Shop, day: string): boolean =>
  verifiedOn < day && (suspension === undefined || day < suspension.from || day > suspension.until)
