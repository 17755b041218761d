/** What an application or an extension author may import. */
import './needs-node.ts';

export { type Countersign, createCountersign } from './countersign.ts';
export type { CountersignOptions } from './countersign-options.ts';
export type { PolicyExtension } from './extensions/policy.ts';
export { createLogger, type Logger } from './logging/logger.ts';
export { createMailer, type Mailer } from './mail/mailer.ts';
export type { ExtensionDemand, Level } from './policy/facts.ts';
export type { BuildProvider } from './provider/library/configuration.ts';
export type { Database } from './storage/database/database.ts';
export { openDatabase } from './storage/open-database.ts';
