import { openSync } from 'node:fs';
import { devNull } from 'node:os';
import { HttpClient } from '@/lib/webhooks/engine/http-client';
import { THIS_MACHINE } from './http-clients';

/**
 * A process of its own for no-room.test.ts, under `ulimit -n`: takes all file descriptors that there are, posts to the
 * addresses of its arguments, and prints how each ended.
 */

const http = new HttpClient({
  policy: THIS_MACHINE,
  timeoutMs: 10_000,
});

function takeAll(): void {
  try {
    for (;;) openSync(devNull, 'r');
  } catch {
    // That was the last one.
  }
}

for (const url of process.argv.slice(2)) {
  takeAll();
  const request = { url: new URL(url), headers: {}, body: Buffer.from('{}') };
  console.log(
    await http.post(request).then(
      ({ code }) => code,
      (error: Error) => error.name,
    ),
  );
}
