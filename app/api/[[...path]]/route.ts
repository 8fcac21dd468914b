import { AppError } from '@/lib/errors';
import { route } from '@/lib/http/route';

const notFound = route('/api', async () => {
  throw new AppError('not_found');
});

/** Whatever else below /api: a program that asks gets a problem, not the page that people get. */
export {
  notFound as DELETE,
  notFound as GET,
  notFound as OPTIONS,
  notFound as PATCH,
  notFound as POST,
  notFound as PUT,
};
