import type { Instant } from '../../domain/kernel/time.js'
import { inParis } from './calendar.js'

/** A product of the demo. Prices in cents; a new one holds from `at` on. */
export interface Product {
  readonly productId: string
  readonly sellerId: string
  readonly title: string
  readonly category: string
  readonly listedAt: Instant
  readonly priceMinor: bigint
  readonly newPrices: ReadonlyArray<{ readonly at: Instant; readonly priceMinor: bigint }>
  readonly stock: number
  readonly offlineAt?: Instant
}

type Row = readonly [id: string, title: string, cents: number, stock: number]
interface Changes {
  readonly prices?: ReadonlyArray<readonly [day: string, cents: number]>
  readonly offlineOn?: string
}

/** Shelves are changed before the shops open. */
const morningOf = (day: string): Instant => inParis(day, '07:30:00')

const shelf = (
  sellerId: string,
  category: string,
  listedOn: string,
  rows: ReadonlyArray<Row>,
  changes: Readonly<Record<string, Changes>> = {},
): ReadonlyArray<Product> =>
  rows.map(([productId, title, cents, stock]) => {
    const { prices = [], offlineOn } = changes[productId] ?? {}
    return {
      productId,
      sellerId,
      title,
      category,
      listedAt: morningOf(listedOn),
      priceMinor: BigInt(cents),
      newPrices: prices.map(([day, changed]) => ({ at: morningOf(day), priceMinor: BigInt(changed) })),
      stock,
      ...(offlineOn === undefined ? {} : { offlineAt: morningOf(offlineOn) }),
    }
  })

export const catalogue: ReadonlyArray<Product> = [
  ...shelf(
    'atelier-lumen',
    'Maison',
    '2026-02-05',
    [
      ['bougie-figuier', 'Bougie parfumée Figuier, 180 g', 2_400, 400],
      ['bougie-tabac-miel', 'Bougie parfumée Tabac & Miel, 180 g', 2_400, 400],
      ['bougie-fleur-de-sel', 'Bougie parfumée Fleur de sel, 180 g', 2_400, 350],
      ['bougie-xl-cedre', 'Grande bougie Cèdre, trois mèches, 600 g', 5_900, 90],
      ['coffret-trois-bougies', 'Coffret découverte, trois bougies de voyage', 3_200, 250],
      ['diffuseur-verveine', 'Diffuseur à tiges Verveine, 200 ml', 2_900, 180],
      ['photophore-gres', 'Photophore en grès émaillé', 1_850, 160],
      ['coupe-meche', 'Coupe-mèche en acier brossé', 1_290, 120],
    ],
    {
      'bougie-figuier': {
        prices: [
          ['2026-04-07', 2_600],
          ['2026-05-18', 2_490],
        ],
      },
      'coffret-trois-bougies': { prices: [['2026-05-11', 2_990]] },
    },
  ),
  ...shelf(
    'maison-oree',
    'Mode',
    '2026-02-10',
    [
      ['chemise-lin-sable', 'Chemise en lin lavé, sable', 5_900, 140],
      ['chemise-lin-olive', 'Chemise en lin lavé, olive', 5_900, 120],
      ['robe-midi-terracotta', 'Robe midi en gaze de coton, terracotta', 7_900, 90],
      ['pantalon-fluide-noir', 'Pantalon fluide taille haute, noir', 6_500, 130],
      ['mariniere-coton-bio', 'Marinière en coton biologique', 3_900, 300],
      ['gilet-maille-ecru', 'Gilet en maille ajourée, écru', 6_900, 80],
      ['foulard-soie-jardin', 'Foulard en soie, motif Jardin', 4_500, 110],
      ['sac-toile-oree', 'Sac cabas en toile épaisse', 2_900, 260],
    ],
    {
      'gilet-maille-ecru': { prices: [['2026-04-20', 5_500]], offlineOn: '2026-05-15' },
      'mariniere-coton-bio': { prices: [['2026-03-23', 3_690]] },
    },
  ),
  ...shelf(
    'seve-et-sel',
    'Beauté et soins',
    '2026-02-13',
    [
      ['savon-argile', 'Savon saponifié à froid, argile verte et menthe', 790, 900],
      ['savon-avoine', 'Savon saponifié à froid, avoine et miel', 790, 900],
      ['shampoing-solide-ortie', 'Shampoing solide à l’ortie', 1_190, 600],
      ['baume-levres-calendula', 'Baume à lèvres au calendula', 650, 700],
      ['huile-visage-rose', 'Huile pour le visage, rose musquée, 30 ml', 2_450, 240],
      ['creme-mains-karite', 'Crème pour les mains au karité, 75 ml', 1_350, 420],
      ['sels-de-bain-lavande', 'Sels de bain à la lavande fine, 400 g', 1_490, 260],
    ],
    { 'huile-visage-rose': { prices: [['2026-04-01', 2_650]] } },
  ),
  ...shelf(
    'papeterie-du-canal',
    'Papeterie',
    '2026-03-06',
    [
      ['carnet-pointille-a5', 'Carnet A5 pointillé, couverture toilée', 1_690, 500],
      ['agenda-scolaire-26-27', 'Agenda scolaire 2026-2027', 1_950, 300],
      ['stylo-plume-canal', 'Stylo-plume Canal, plume fine', 3_400, 150],
      ['encre-bleu-peniche', 'Flacon d’encre Bleu péniche, 50 ml', 1_150, 220],
      ['planche-stickers-flore', 'Planche de stickers Flore', 450, 1_200],
      ['cartes-postales-paris', 'Lot de dix cartes postales linogravées', 1_250, 340],
    ],
    { 'agenda-scolaire-26-27': { prices: [['2026-05-04', 1_750]] } },
  ),
  ...shelf('le-fil-de-jeanne', 'Fait main', '2026-02-19', [
    ['kit-crochet-debutant', 'Kit crochet pour débuter, amigurumi Renard', 2_690, 130],
    ['bonnet-bebe-merinos', 'Bonnet de bébé en mérinos, tricoté main', 2_900, 60],
    ['panier-crochet-lin', 'Panier en lin au crochet', 3_500, 40],
    ['patron-chale-marais', 'Kit châle Marais, laine et explications', 5_400, 45],
    ['pelote-alpaga-brume', 'Pelote d’alpaga, coloris Brume, 50 g', 890, 400],
  ]),
  ...shelf(
    'electro-retro',
    'Électronique',
    '2026-02-14',
    [
      ['radio-reveil-1974', 'Radio-réveil façon 1974, Bluetooth', 6_990, 110],
      ['platine-vinyle-valise', 'Platine vinyle en valise', 8_990, 70],
      ['casque-filaire-orange', 'Casque filaire à mousses orange', 3_490, 180],
      ['lampe-bureau-flexo', 'Lampe de bureau articulée, LED', 4_290, 140],
      ['enceinte-bakelite', 'Enceinte portable façon bakélite', 5_490, 120],
      ['horloge-nixie', 'Horloge à affichage façon Nixie', 11_900, 25],
    ],
    { 'platine-vinyle-valise': { prices: [['2026-04-27', 7_990]] } },
  ),
]

/** In cents; undefined before the product is listed and once it was taken offline. */
export const priceMinorAt = (product: Product, at: Instant): bigint | undefined => {
  const { listedAt, offlineAt, newPrices, priceMinor } = product
  if (at < listedAt || (offlineAt !== undefined && at >= offlineAt)) return undefined
  return newPrices.findLast((change) => change.at <= at)?.priceMinor ?? priceMinor
}
