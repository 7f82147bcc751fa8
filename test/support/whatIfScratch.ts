import { memoryReadStore } from '../../src/adapters/memory/readStore.js'
import { system } from '../../src/adapters/system.js'
import type { WhatIfScratch } from '../../src/application/whatIf/whatIf.js'
import { whatIfFeesTable, type WhatIfFees } from '../../src/application/whatIf/whatIfTables.js'

export const memoryWhatIfScratch = (): WhatIfScratch => {
  const reads = memoryReadStore(system)
  // What is in a table fits its columns.
  return { reads, fees: () => Promise.resolve(reads.table(whatIfFeesTable) as ReadonlyArray<WhatIfFees>) }
}
