import type { Logger } from '../../logging/logger.ts';
import type { DevelopmentMailer } from '../../mail/mailer.ts';
import type { Operations } from '../../operations/operations.ts';
import type { LiveProvider } from '../../provider/library/live-provider.ts';
import type { ProviderRuntime } from '../../provider/library/runtime.ts';
import type { ProviderRecords } from '../../provider/records/provider-records.ts';
import type { OpenDb } from '../../stores.ts';
import type { Renderer } from '../pages/rendering.ts';
import type { Language } from '../words/language.ts';

/** What routes work with. */
export interface WebDeps {
  readonly issuer: URL;
  readonly production: boolean;
  readonly live: LiveProvider;
  readonly records: ProviderRecords;
  readonly runtime: ProviderRuntime;
  /** Tables and columns that the database should have and has not; none where it is in order. */
  readonly missingTables: OpenDb['missing'];
  readonly operations: Operations;
  readonly renderer: Renderer;
  readonly logger: Logger;
  readonly trustedProxies: number;
  /** Days after which a check-up of recovery codes is due; null never. */
  readonly recoveryCodesCheckDays: number | null;
  /** Mails that were kept instead of sent; null where a mail server is configured. */
  readonly keptMails: DevelopmentMailer | null;
}

/** Where a page that says what went wrong leads on to. */
export interface WayOn {
  readonly href: string;
  /** What is there: an application, the sign-in itself, the organization's console, or the account. */
  readonly to:
    | { readonly kind: 'application'; readonly client: string }
    | { readonly kind: 'sign-in' | 'console' | 'account' };
}

/** What every request of ours carries in `ctx.state`. */
export interface RequestState {
  readonly requestId: string;
  readonly sourceAddress: string;
  /** What is sent from this page can end at an application (see security-headers.ts). */
  formLeadsAway: boolean;
  /** Which language the person chose at the foot of a page of ours, in this browser; null for none. */
  chosenLanguage: Language | null;
  /** The page has a script of ours; no other page may run any. */
  hasScript: boolean;
  /** Its script reads the page itself again (`connect-src`). */
  isWatched: boolean;
  /** The file that came with a form (see upload.ts). */
  upload?: Buffer;
  /** Where an error page leads on to; null for nowhere. */
  wayOn: WayOn | null;
}
