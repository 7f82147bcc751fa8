import { isLeft, sellerCenter } from 'comptoir'
import { memoryEventStore, system } from 'comptoir/memory'

const store = memoryEventStore({ system })
const center = sellerCenter({ store, system })

const shop = {
  sellerId: 'atelier',
  legalForm: 'INDIVIDUAL',
  shopName: 'Atelier du Midi',
  market: 'BE',
} as const
const told = await center.execute({
  type: 'RegisterSeller',
  data: { ...shop, zone: 'Europe/Brussels', currency: 'EUR' },
})
if (!isLeft(told)) console.log(told.right.events.map(({ type, revision }) => `${type} @${revision}`))

// A refusal is a value, named for the state of affairs; nothing happened.
const refused = await center.execute({ type: 'VerifySeller', data: { sellerId: 'atelier' } })
console.log(isLeft(refused) ? refused.left : 'verified')

// Events are the only source of truth; what is stored is canonical JSON.
for (const { stream, type, data } of (await store.readAll({ limit: 10 })).events)
  console.log(stream, type, data)
