import { memoryReadStore } from '../../src/adapters/memory/readStore.js'
import { system } from '../../src/adapters/system.js'
import { whatIfFeesTable, type WhatIfFees, type WhatIfScratch } from '../../src/application/whatIfScratch.js'

export const memoryWhatIfScratch = (): WhatIfScratch => {
  const reads = memoryReadStore(system)
  // What is in a table fits its columns.
  return { reads, fees: () => Promise.resolve(reads.table(whatIfFeesTable) as ReadonlyArray<WhatIfFees>) }
}
