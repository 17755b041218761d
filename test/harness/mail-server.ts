import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { closedAtLast } from './closing.ts';

/** Takes mails, answers that they may come later (451), or says nothing at all once it was greeted. */
export type MailServerMood = 'well' | 'refusing' | 'silent';

/** A mail server that a test puts out of order. */
export interface BrokenMailServer {
  readonly url: string;
  mood: MailServerMood;
  /** What it took, recipient and source. */
  readonly mails: readonly { readonly to: string; readonly source: string }[];
  close(): Promise<void>;
}

export async function startBrokenMailServer(): Promise<BrokenMailServer> {
  const mails: { to: string; source: string }[] = [];
  const state: { mood: MailServerMood } = { mood: 'well' };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onMailFrom: (_address, _session, done) => {
      if (state.mood === 'silent') return;
      const refusal = Object.assign(new Error('try again later'), { responseCode: 451 });
      done(state.mood === 'well' ? null : refusal);
    },
    onData: (stream, { envelope }, done) => {
      void text(stream).then((source) => {
        mails.push({ to: envelope.rcptTo.map(({ address }) => address).join(), source });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return Object.assign(state, {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    close: closedAtLast(() => new Promise<void>((resolve) => server.close(() => resolve()))),
  });
}
