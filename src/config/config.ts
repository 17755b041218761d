import { type ReadFile, readConfigFile } from './config-file.ts';
import { type ConfigProblem, toProblems } from './problems.ts';
import type { Product } from './product.ts';
import { environmentVariables, type Settings, secretSettings, settingsSchema } from './settings.ts';

export { type ConfigProblem, problemLines } from './problems.ts';

/** The whole configuration with every default filled in. Names carry their units. */
export interface Config extends Omit<Settings, 'issuer' | 'mailFrom' | 'totp'> {
  /** `NODE_ENV=production`: secret keys are required and no mail is kept in memory. */
  readonly production: boolean;
  /** Default `http://localhost:<port>`, because WebAuthn refuses bare addresses. */
  readonly issuer: string;
  /** Default `<product name> <no-reply@<host of the issuer>>`. */
  readonly mailFrom: string;
  /** The name of the issuer is by default that of the product. */
  readonly totp: { readonly periodSeconds: number; readonly issuerName: string };
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from the environment and the file named by COUNTERSIGN_CONFIG; the environment wins.
 * An empty variable counts as not set. Every problem is reported, not just the first.
 * Absent secret keys are null: outside production the caller keeps a key file in `dataDir`.
 */
export function loadConfig(env: Environment, readFile: ReadFile): ConfigResult {
  const file = readConfigFile(env.COUNTERSIGN_CONFIG, readFile);
  const fromFile = file.ok ? file.settings : {};
  const fromEnvironment = settingsIn(env);
  const input = { ...fromFile, ...fromEnvironment };
  const parsed = settingsSchema.safeParse(input);
  const problems = [
    ...(file.ok ? [] : [file.problem]),
    ...(parsed.success ? [] : toProblems(parsed.error, sourceOf(input, fromFile, fromEnvironment))),
    ...missingKeys(env, input),
    ...(parsed.success ? unknownDefaultPlan(parsed.data) : []),
  ];
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  return { ok: true, config: completed(parsed.data, { production: isProduction(env) }) };
}

function settingsIn(env: Environment): Record<string, string> {
  const given = Object.entries(environmentVariables).map(([key, name]) => [key, env[name]] as const);
  return Object.fromEntries(given.filter((entry): entry is [string, string] => Boolean(entry[1])));
}

function sourceOf(
  input: Readonly<Record<string, unknown>>,
  fromFile: Readonly<Record<string, unknown>>,
  fromEnvironment: Readonly<Record<string, unknown>>,
) {
  const variables: Readonly<Record<string, string>> = environmentVariables;
  const shownName = (key: string) =>
    key in fromFile && !(key in fromEnvironment) ? key : (variables[key] ?? key);
  return {
    input,
    shownName,
    isSecret: (key: string) => secretSettings.has(key),
    knownKeys: Object.keys(settingsSchema.shape),
  };
}

function missingKeys(env: Environment, input: Readonly<Record<string, unknown>>): ConfigProblem[] {
  if (!isProduction(env) || input.secretKeys !== undefined) return [];
  return [
    {
      name: environmentVariables.secretKeys,
      problem: 'is missing and required when NODE_ENV=production',
      allowed: 'base64 of exactly 32 bytes, several separated by commas, newest first',
    },
  ];
}

function unknownDefaultPlan(settings: Settings): ConfigProblem[] {
  const names = Object.keys(settings.plans);
  if (names.includes(settings.defaultPlan)) return [];
  return [
    {
      name: 'defaultPlan',
      problem: 'names no plan of this configuration',
      allowed: `one of: ${names.join(', ')}`,
    },
  ];
}

function completed(settings: Settings, { production }: Pick<Config, 'production'>): Config {
  const issuer = settings.issuer ?? `http://localhost:${settings.port}`;
  const mailFrom = settings.mailFrom ?? defaultSender(settings.productName, issuer);
  const issuerName = settings.totp.issuerName ?? settings.productName;
  return { ...settings, issuer, mailFrom, totp: { ...settings.totp, issuerName }, production };
}

/** In quotes where the name has more than words in it (RFC 5322 section 3.2.4), so that no comma begins a second sender. */
function defaultSender(name: string, issuer: string): string {
  const quoted = /^[\p{L}\p{N} ]+$/u.test(name) ? name : `"${name.replaceAll('\\', '\\\\')}"`;
  return `${quoted} <no-reply@${new URL(issuer).hostname}>`;
}

/** What people read about who stands behind pages and mails. */
export function productOf(config: Config): Product {
  const { productName: name, supportUrl, supportEmail, privacyUrl, imprintUrl } = config;
  return { name, supportUrl, supportEmail, privacyUrl, imprintUrl };
}

function isProduction(env: Environment): boolean {
  return env.NODE_ENV === 'production';
}
