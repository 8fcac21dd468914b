import { randomUUID } from 'node:crypto';
import { deliveryBody } from './events';
import { serve } from './harness/child';
import { inParallel } from './harness/in-parallel';
import { type Measure, measured } from './harness/measure';
import { CONNECTIONS, SignedPosts } from './signed-posts';

/** What sockets, HTTP and HMAC cost alone: signs and posts, and keeps nothing. No sender can be faster. */

const methods = {
  run: async (urls: string[], count: number): Promise<Measure> => {
    const posts = new SignedPosts(urls);
    try {
      return await measured(count, () =>
        inParallel(CONNECTIONS, count, (index) => posts.post(index, randomUUID(), deliveryBody())),
      );
    } finally {
      await posts.close();
    }
  },
};

export type Limit = typeof methods;
serve(methods);
