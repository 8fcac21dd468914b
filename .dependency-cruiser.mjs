/**
 * The direction of imports: core ← schemas ← data ← engine ← services ← actions ← components ← app.
 * Each layer sees only what stands to its left; infrastructure (lib/env, lib/db, …) stands under all of them.
 */

const TEST = '\\.test\\.tsx?$';
const WEBHOOKS = '^lib/webhooks/';

/** Left to right. What is listed after a layer is out of its reach. */
const LAYERS = [
  { name: 'core', path: `${WEBHOOKS}core/` },
  { name: 'schemas', path: `${WEBHOOKS}(?:schemas|dtos)\\.ts$` },
  { name: 'data', path: `${WEBHOOKS}data/` },
  { name: 'engine', path: `${WEBHOOKS}engine/` },
  { name: 'services', path: `${WEBHOOKS}services/` },
  { name: 'actions', path: `${WEBHOOKS}actions/` },
  { name: 'queries', path: `${WEBHOOKS}queries/` },
  { name: 'components', path: '^components/' },
  { name: 'app', path: '^(app/|proxy\\.ts$|instrumentation\\.ts$)' },
];

const onlyLeftwards = LAYERS.slice(0, -1).map(({ name, path }, index) => ({
  name: `${name}-only-leftwards`,
  severity: 'error',
  comment: `${name} may not import what stands to its right.`,
  from: { path, pathNot: TEST },
  to: { path: LAYERS.slice(index + 1).map((layer) => layer.path) },
}));

export default {
  forbidden: [
    ...onlyLeftwards,
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two modules that need each other are one module, or three.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'Nothing imports it and it imports nothing: remove it.',
      from: {
        orphan: true,
        pathNot: [
          '\\.d\\.ts$',
          TEST,
          '^[^/]+\\.(m?js|ts)$',
          '^lib/testing/',
          '^prisma/',
          '^scripts/',
          '^app/',
        ],
      },
      to: {},
    },
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'core reads no clock, randomness, environment, network or database: they are parameters.',
      from: { path: `${WEBHOOKS}core/`, pathNot: TEST },
      to: {
        path: '^(lib/(env|db|log|secret-box)\\.ts$|lib/(auth|http|platform)/)|^(node:)?(fs|net|http|https|http2|dns|tls|child_process|worker_threads|process)(/|$)',
      },
    },
    {
      name: 'database-only-in-data',
      severity: 'error',
      comment:
        'The database client and SQL stand in the data folders; the platform and the seed begin before them.',
      from: {
        path: '^(app|components|lib)/',
        pathNot: [
          `${WEBHOOKS}data/`,
          '^lib/auth/data/',
          '^lib/db\\.ts$',
          '^lib/platform/',
          '^lib/testing/',
          TEST,
        ],
      },
      to: {
        path: ['^lib/db\\.ts$', '^lib/generated/prisma/', 'node_modules/(pg|@prisma/[^/]+)/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'components-take-no-server-code',
      severity: 'error',
      comment: 'components take from core, schemas, actions, queries and types only.',
      from: { path: '^components/', pathNot: TEST },
      to: {
        path: [
          `${WEBHOOKS}(data|engine|services)/`,
          '^lib/(env|db|log|secret-box)\\.ts$',
          '^lib/(platform|auth/(data|services))/',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'app-reads-through-services',
      severity: 'error',
      comment: 'Pages and routes load, compose and answer; what they read comes from services.',
      from: { path: '^app/', pathNot: TEST },
      to: { path: [`${WEBHOOKS}data/`, '^lib/auth/data/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'product-knows-no-tools',
      severity: 'error',
      comment: 'Scripts, seeds and test helpers use the product, never the other way round.',
      from: { path: '^(app|components|lib)/', pathNot: [TEST, '^lib/testing/'] },
      to: { path: '^(scripts|prisma|e2e|bench|lib/testing)/' },
    },
    {
      name: 'declared-packages-only',
      severity: 'error',
      comment: 'What is imported is in package.json.',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'product-without-development-packages',
      severity: 'error',
      from: { path: '^(app|components|lib)/', pathNot: [TEST, '^lib/testing/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'It must exist.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^lib/generated/'] },
    // bench/ is a package of its own, with dependencies of its own.
    exclude: { path: '^(\\.next|bench)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
