/** The arrows: which room may import from which. Every rule names the room and what is open to it. */
const SEAMS = '^src/fp\\.ts$'
const KERNEL = '^src/domain/kernel/'
const EVENTS = '^src/domain/(events|[^/]+/events)\\.ts$'
const PORTS =
  '^src/application/(agenda|aside|auditDiff|carrier|caseViews|claims|deadlineViews|generations|moneyViews|past|payoutProvider|places|ports|queries|reconciliationView|reflected|refusedRows|shard|streamsOfSeller|trail|views|whatIfScratch)\\.ts$'
/** What outsiders check proofs with; those who make proofs use the same. */
const VERIFY = '^src/verify/'
const SYSTEM = '^src/adapters/(system|canonicalJson)\\.ts$'

/** Our own code only from here. */
const only = (name, comment, from, open) => ({
  name,
  comment,
  severity: 'error',
  from,
  to: { path: '^src/', pathNot: open },
})

/** Of what is not ours, these packages only. */
const packagesOnly = (name, comment, from, open) => ({
  name,
  comment,
  severity: 'error',
  from,
  to: { pathNot: ['^src/', ...open.map((dependency) => `node_modules/${dependency}/`)] },
})

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unknown', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-development-packages',
      comment: 'What is shipped imports only what is installed with it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    only(
      'src-is-self-contained',
      'Tests, benchmarks and examples import us, never the other way.',
      { path: '^src/' },
      ['^src/'],
    ),
    only('kernel', 'The kernel knows no aggregate.', { path: KERNEL }, [KERNEL, SEAMS]),
    only(
      'aggregate',
      'An aggregate knows the kernel and itself, never another aggregate: processes are where they meet.',
      { path: '^src/domain/([^/]+)/', pathNot: '^src/domain/(kernel|processes)/' },
      ['^src/domain/$1/', KERNEL, SEAMS],
    ),
    only('all-events', 'The list of all events.', { path: '^src/domain/[^/]+\\.ts$' }, [
      KERNEL,
      EVENTS,
      SEAMS,
    ]),
    only('processes', 'Processes see the whole domain.', { path: '^src/domain/processes/' }, [
      '^src/domain/',
      SEAMS,
    ]),
    packagesOnly('domain-packages', 'The domain is pure: no I/O, no framework.', { path: '^src/domain/' }, [
      'io-ts',
    ]),
    only(
      'projections',
      'A projection reads events, never the state or the rules of an aggregate.',
      { path: '^src/projections/', pathNot: '^src/projections/(afterSalesCases|deadlines)\\.ts$' },
      ['^src/projections/', KERNEL, EVENTS, SEAMS],
    ),
    only(
      'deadlines',
      'Deadlines are what the timekeepers among the processes make of events: a table of them, and the clock of each case.',
      { path: '^src/projections/(afterSalesCases|deadlines)\\.ts$' },
      ['^src/projections/', '^src/domain/processes/', KERNEL, EVENTS, SEAMS],
    ),
    packagesOnly('projections-packages', 'Projections are pure.', { path: '^src/projections/' }, ['io-ts']),
    only('verify', 'The verifier stands alone, so that it can be read alone.', { path: VERIFY }, [VERIFY]),
    {
      name: 'verify-packages',
      comment: 'The verifier needs Node and nothing else.',
      severity: 'error',
      from: { path: VERIFY },
      to: { pathNot: VERIFY, dependencyTypesNot: ['core'] },
    },
    only('application', 'Use cases know no technology.', { path: '^src/application/' }, [
      '^src/(application|domain|projections)/',
      VERIFY,
      SEAMS,
    ]),
    packagesOnly('application-packages', 'Use cases know no technology.', { path: '^src/application/' }, [
      'io-ts',
    ]),
    only(
      'adapters',
      'An adapter serves a port; it starts no use case. The index of a technology composes: it is what hosts import.',
      {
        path: '^src/adapters/',
        pathNot: '^src/adapters/(import/|telemetry/|[^/]+/index\\.ts$|postgres/rebuilds\\.ts$)',
      },
      ['^src/(adapters|domain|projections)/', PORTS, VERIFY, SEAMS],
    ),
    only('imports', 'An import sends commands through the façade.', { path: '^src/adapters/import/' }, [
      '^src/(adapters|domain|projections)/',
      PORTS,
      '^src/application/(sellerCenter|failure)\\.ts$',
      SEAMS,
    ]),
    only(
      'faces',
      'What a technology shows to hosts.',
      { path: '^src/adapters/[^/]+/(index|rebuilds)\\.ts$' },
      ['^src/(adapters|application|domain|projections)/', SEAMS],
    ),
    only(
      'one-technology-each',
      'Technologies do not know each other; what they share lies beside them.',
      { path: '^src/adapters/(memory|postgres|eventstoredb|embedded-postgres|import)/' },
      [
        '^src/adapters/$1/',
        '^src/adapters/(keys|telemetry)/',
        '^src/adapters/[^/]+\\.ts$',
        '^src/(application|domain|projections)/',
        VERIFY,
        SEAMS,
      ],
    ),
    only('http', 'The API asks and tells; it opens no database itself.', { path: '^src/http/' }, [
      '^src/(http|application|domain|projections)/',
      SYSTEM,
      SEAMS,
    ]),
    {
      name: 'nothing-imports-the-edges',
      comment: 'http and cli are where things are put together.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(http|cli)/' },
      to: { path: '^src/(http|cli)/' },
    },
    only('root', 'Importing the root loads no driver and no server.', { path: '^src/index\\.ts$' }, [
      '^src/(application|domain|projections)/',
      SEAMS,
    ]),
    {
      name: 'fp-ts-at-one-place',
      severity: 'error',
      from: { path: '^src/', pathNot: SEAMS },
      to: { path: 'node_modules/fp-ts/' },
    },
    {
      name: 'drivers-in-their-adapters',
      comment: 'pg belongs to its adapter and to the command line, express to the API.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(adapters/(postgres|embedded-postgres)|cli)/' },
      to: { path: 'node_modules/(@types/)?(pg|pg-[^/]+|node-pg-migrate)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
}
