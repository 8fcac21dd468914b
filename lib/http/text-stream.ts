import { logFault } from '@/lib/log';

/**
 * Pieces of text as the body of an answer, asked for one by one as the receiver takes them, and no longer once it is
 * gone. The head is sent by then, so a fault can only break the answer off; it is logged.
 */
export function textStream(pieces: AsyncGenerator<string>, where: string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        logFault(where, error);
        controller.error(error);
      }
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}
