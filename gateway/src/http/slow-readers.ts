import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { LIMITS } from '../limits';

interface Unread {
  readonly since: number;
  /** Bytes that the other side had taken by then. */
  readonly taken: number;
}

/**
 * Closes connections whose other side does not take its answers: each of them holds an answer in memory. Looked at now
 * and then, so that those who read cost nothing.
 * @returns what ends the looking
 */
export function closeSlowReaders(server: Server, secure: boolean): () => void {
  const sockets = new Map<Socket, Unread | undefined>();
  server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => {
    sockets.set(socket, undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [socket, unread] of sockets) {
      const left = socket.writableLength;
      const taken = socket.bytesWritten - left;
      if (left === 0) {
        if (unread !== undefined) sockets.set(socket, undefined);
      } else if (unread === undefined) {
        sockets.set(socket, { since: now, taken });
      } else if (now - unread.since >= LIMITS.unreadAnswerMs) {
        const seconds = (now - unread.since) / 1000;
        if (taken - unread.taken < seconds * LIMITS.readBytesPerSecond) socket.destroy();
        else sockets.set(socket, { since: now, taken });
      }
    }
  }, LIMITS.unreadAnswerMs / 4);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
