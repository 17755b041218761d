import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long whoever still sends a refused body may go on before the connection is cut; what comes is dropped. */
const lingerMs = 2000;

/**
 * Makes an answer that goes out before the body of its request has come in the last one on its connection: what is left
 * of the body would be taken for the next request, or would stay unread for ever, and the next request with it. Call it
 * for every request before anything else.
 * @see RFC 9112 sections 9.3 and 9.6
 */
export function closeUnlessRead(request: IncomingMessage, response: ServerResponse): void {
  const { writeHead } = response;
  Object.assign(response, {
    writeHead(...head: unknown[]) {
      if (!request.complete) closeAfter(request, response);
      return Reflect.apply(writeHead, response, head);
    },
  });
}

/** Whether an answer has already ended this connection; requests that come after it can be answered no more. */
export function isClosing({ socket }: IncomingMessage): boolean {
  return socket.writableEnded;
}

/**
 * Closes in stages. A socket that is closed with bytes unread is reset, and the reset overtakes the answer: the sender
 * would see a broken connection, and a proxy report a 502.
 */
function closeAfter(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  const { destroySoon } = socket;
  const close = () => Reflect.apply(destroySoon, socket, []);
  response.setHeader('connection', 'close');
  // What the server calls once the answer is out.
  socket.destroySoon = () => {
    if (request.complete) return close();
    socket.end();
    dropRest(request);
    const limit = setTimeout(close, lingerMs);
    request.once('end', close);
    socket.once('close', () => clearTimeout(limit));
  };
}

/** Whoever was reading has stopped, and has perhaps left the stream paused. */
function dropRest(request: IncomingMessage): void {
  request.unpipe();
  request.removeAllListeners('data');
  request.resume();
}
