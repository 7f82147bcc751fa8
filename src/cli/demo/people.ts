import { lotsOf } from './lots.js'

const firstNames =
  'Camille Inès Louise Nadia Chloé Manon Aïcha Sarah Thomas Yanis Hugo Mehdi Antoine Noé Karim'.split(' ')
const lastNames =
  'Martin Bernard Petit Moreau Lefèvre Garcia Roux Fontaine Diallo Nguyen Benali Perrin'.split(' ')
const streets = [
  'rue des Lilas',
  'avenue Jean-Jaurès',
  'rue du Moulin',
  'place de la République',
  'chemin des Vignes',
  'boulevard Voltaire',
  'impasse du Port',
]
const towns = [
  { postcode: '75011', town: 'Paris' },
  { postcode: '69003', town: 'Lyon' },
  { postcode: '13006', town: 'Marseille' },
  { postcode: '44000', town: 'Nantes' },
  { postcode: '67000', town: 'Strasbourg' },
  { postcode: '59800', town: 'Lille' },
  { postcode: '35000', town: 'Rennes' },
]

const nameFor = (subject: string): string => {
  const lots = lotsOf(`name/${subject}`)
  return `${lots.pick(firstNames)} ${lots.pick(lastNames)}`
}

/** Where a parcel goes, as JSON: an invented person, always the same one for the same buyer. */
export const recipientOf = (buyerId: string): string => {
  const lots = lotsOf(`address/${buyerId}`)
  return JSON.stringify({
    name: nameFor(buyerId),
    street: `${lots.integer(1, 120)} ${lots.pick(streets)}`,
    ...lots.pick(towns),
    // France keeps numbers in 06 39 98 for films and books: nobody answers there.
    phone: `06 39 98 ${lots.integer(10, 99)} ${lots.integer(10, 99)}`,
  })
}

/** Who is behind a shop, as JSON: an invented person. */
export const identityOf = (sellerId: string): string => JSON.stringify({ name: nameFor(sellerId) })
