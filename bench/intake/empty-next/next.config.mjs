import { join } from 'node:path';

// The packages are the product's.
export default { turbopack: { root: join(import.meta.dirname, '../../..') }, poweredByHeader: false };
