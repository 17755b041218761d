import { z } from 'zod';
import { pkceRules } from '../environments/pkce.ts';
import { usualPasswordHash } from '../passwords/hash-strength.ts';
import { plansSchema, shippedPlans } from './plans.ts';
import {
  databaseAddress,
  hashFactors,
  issuerOrigin,
  keyList,
  line,
  listeningHost,
  named,
  oneOf,
  privateNetwork,
  sender,
  urlWithScheme,
  value,
  wholeNumber,
} from './values.ts';

/** Levels of the log, most urgent first. */
export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** Environment variable of each setting that has one; all other settings live in the file only. */
export const environmentVariables = {
  issuer: 'ISSUER',
  port: 'PORT',
  host: 'HOST',
  databaseUrl: 'DATABASE_URL',
  databaseDirectUrl: 'DATABASE_DIRECT_URL',
  statementNames: 'STATEMENT_NAMES',
  dataDir: 'DATA_DIR',
  secretKeys: 'SECRET_KEYS',
  passwordHash: 'PASSWORD_HASH',
  smtpUrl: 'SMTP_URL',
  mailFrom: 'MAIL_FROM',
  trustedProxies: 'TRUSTED_PROXIES',
  logLevel: 'LOG_LEVEL',
} as const satisfies Partial<Record<keyof Settings, string>>;

/** Settings whose value is never repeated in a problem. */
export const secretSettings: ReadonlySet<string> = new Set([
  'databaseUrl',
  'databaseDirectUrl',
  'secretKeys',
  'smtpUrl',
]);

const resource = z.strictObject({
  /** Scopes a token for this resource may carry, separated by spaces. */
  scopes: value(
    'scope names separated by single spaces',
    z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]+(?: [\x21\x23-\x5B\x5D-\x7E]+)*$/),
  ),
  format: oneOf(['opaque', 'jwt']),
  /** `aud` of its tokens; default: the resource's own URI. */
  audience: line('text on one line', 2000).exactOptional(),
  /** With which key its JWTs are signed; default RS256. */
  signing_alg: oneOf(['RS256', 'ES256']).exactOptional(),
  /** `typ` in the header of its JWTs; default at+jwt (RFC 9068). */
  typ: oneOf(['at+jwt', 'JWT']).exactOptional(),
  /** Ids of the clients that may introspect its tokens; default the one whose id is the audience. */
  clients: value('a list of client ids', z.array(line('the id of a client', 2000))).exactOptional(),
});

/** Apps take what stands before a colon for the name, and mails what stands before `<`. */
function nameOfProduct() {
  return value(
    'a name of 1 to 60 characters on one line, without : < > and "',
    z.string().regex(/^[^\p{C}:<>"]{1,60}$/u),
  );
}

function webPage() {
  return urlWithScheme('https://…', ['https:', 'http:']).nullable().default(null);
}

const acrLevel = value('level 1, 2 or 3', z.union([z.literal(1), z.literal(2), z.literal(3)]));

/** Every setting with its unit, bounds and default; config/defaults.yaml explains each to operators. */
export const settingsSchema = z.strictObject({
  issuer: issuerOrigin().nullable().default(null),
  port: wholeNumber(1, 65_535).default(3000),
  host: listeningHost().default('127.0.0.1'),
  databaseUrl: databaseAddress().nullable().default(null),
  databaseDirectUrl: databaseAddress().nullable().default(null),
  statementNames: oneOf(['on', 'off']).default('on'),
  dataDir: line('a directory', 1000).default('.countersign'),
  secretKeys: keyList().nullable().default(null),
  passwordHash: hashFactors().default(usualPasswordHash),
  smtpUrl: urlWithScheme('smtp://user:password@host:port or smtps://…', ['smtp:', 'smtps:'])
    .nullable()
    .default(null),
  mailFrom: sender().nullable().default(null),
  trustedProxies: wholeNumber(0, 10).default(0),
  logLevel: oneOf(logLevels).default('info'),
  productName: nameOfProduct().default('Countersign'),
  supportUrl: webPage(),
  supportEmail: value('an e-mail address', z.email()).nullable().default(null),
  privacyUrl: webPage(),
  imprintUrl: webPage(),
  plans: plansSchema.default(shippedPlans),
  defaultPlan: line('the name of one of the plans').default('enterprise'),
  acrAliases: named('names without spaces', (name) => /^\S+$/.test(name), acrLevel).default({}),
  resources: named('absolute URIs without fragment (RFC 8707, section 2)', isResourceUri, resource).default(
    {},
  ),
  requirePkce: oneOf(pkceRules).default('public'),
  totp: z
    .strictObject({
      periodSeconds: wholeNumber(15, 120).default(30),
      issuerName: nameOfProduct().nullable().default(null),
    })
    .prefault({}),
  recoveryCodesCheckDays: z.union([z.null(), wholeNumber(1, 3650)]).default(180),
  domainVerification: oneOf(['operator', 'dns']).default('operator'),
  privateNetworks: z.array(privateNetwork()).default([]),
  databasePoolSize: wholeNumber(1, 500).default(10),
  statementTimeoutMs: wholeNumber(100, 60_000).default(3000),
  poolWaitMs: wholeNumber(100, 60_000).default(2000),
});

function isResourceUri(text: string): boolean {
  return URL.canParse(text) && !text.includes('#');
}

/** All settings after reading, defaults filled in; `issuer` and `mailFrom` are null while not set. */
export type Settings = z.output<typeof settingsSchema>;
