import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 50;

/** Whether `port` of 127.0.0.1 takes connections within `ms`. */
export async function accepts(port: number, ms: number): Promise<boolean> {
  for (const until = performance.now() + ms; performance.now() < until; await delay(LOOK_MS)) {
    const socket = connect(port, '127.0.0.1');
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return true;
  }
  return false;
}
