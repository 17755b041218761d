import { type ReadFile, readConfigFile } from './config-file.ts';
import { type ConfigProblem, toProblems } from './problems.ts';
import { environmentVariables, type Settings, secretSettings, settingsSchema } from './settings.ts';

export { type ConfigProblem, problemLines } from './problems.ts';

/** The whole configuration with every default filled in. Names carry their units. */
export interface Config extends Omit<Settings, 'issuer' | 'mailFrom'> {
  /** `NODE_ENV=production`: secret keys are required and no mail is kept in memory. */
  readonly production: boolean;
  /** Default `http://localhost:<port>`, because WebAuthn refuses bare addresses. */
  readonly issuer: string;
  /** Default `Countersign <no-reply@<host of the issuer>>`. */
  readonly mailFrom: string;
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
  const mailFrom = settings.mailFrom ?? `Countersign <no-reply@${new URL(issuer).hostname}>`;
  return { ...settings, issuer, mailFrom, production };
}

function isProduction(env: Environment): boolean {
  return env.NODE_ENV === 'production';
}
