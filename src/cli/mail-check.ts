import { type Config, productOf } from '../config/config.ts';
import { createMailCheck, type IsMailWorking, proveByUse } from '../mail/mail-proof.ts';
import { configuredMailer } from '../main.ts';
import { packagePath } from '../package-root.ts';
import type { Stores } from '../stores.ts';
import { systemClock } from '../time/clock.ts';
import { createNotifier } from '../web/mails/notifier.ts';
import { createRenderer } from '../web/pages/rendering.ts';
import { commandLogger } from './session.ts';

const viewsDirectory = packagePath('views');

/** Asks the configured mail server as a running server would, and only when it is asked itself (ruling 13). */
export function mailCheckOf(config: Config, { recipients }: Pick<Stores, 'recipients'>): IsMailWorking {
  return async (to, organization) => {
    const proven = proveByUse(configuredMailer(config, commandLogger('error')));
    const { issuer, production } = config;
    const renderer = createRenderer({ viewsDirectory, production, product: productOf(config) });
    const notifier = createNotifier({ mailer: proven.mailer, renderer, issuer, recipients });
    try {
      return await createMailCheck(proven, notifier, systemClock)(to, organization);
    } finally {
      await proven.mailer.close();
    }
  };
}
