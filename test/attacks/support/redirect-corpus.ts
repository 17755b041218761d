/** Ways in which people have talked providers into redirecting elsewhere, each made from one registered address. */
export function badTargets(registered: string): readonly string[] {
  const { host, hostname, port, pathname, protocol } = new URL(registered);
  return [
    ...otherPlaces(host),
    ...sameHostInDisguise(registered, { host, hostname, port, pathname }),
    ...sameLetters(registered, { host, pathname, protocol }),
    ...scripts,
    ...nothing,
  ].filter((target) => target !== registered);
}

function otherPlaces(host: string): string[] {
  return [
    'https://evil.example/',
    '//evil.example/callback',
    '///evil.example/callback',
    '////evil.example',
    'https:evil.example',
    'https:/evil.example',
    'http:evil.example/callback',
    '\\\\evil.example\\callback',
    '/\\evil.example',
    '\\/evil.example',
    'https://evil.example\\callback',
    '/%09/evil.example',
    '/%2f%2fevil.example',
    '%2f%2fevil.example',
    'https%3a%2f%2fevil.example',
    'https://evil.example%00.localhost/callback',
    'https://evil.example%2f@localhost/callback',
    `https://evil.example#@${host}/callback`,
    `https://evil.example?@${host}/callback`,
    `https://evil.example;${host}/callback`,
    'http://[::1]:4999/callback',
    'http://127.0.0.1:4999/callback',
    'http://2130706433:4999/callback',
    'http://0x7f.1:4999/callback',
    'http://localtest.me:4999/callback',
    'http://loc%61lhost:4999/callback',
    'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:4999/callback',
  ];
}

interface Parts {
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
}

function sameHostInDisguise(registered: string, { host, hostname, port, pathname }: Parts): string[] {
  return [
    `http://evil.example@${host}${pathname}`,
    `http://user:word@${host}${pathname}`,
    `http://${host}@evil.example${pathname}`,
    `http://${host}:80@evil.example${pathname}`,
    `http://${host}%40evil.example${pathname}`,
    `http://${host}\\@evil.example${pathname}`,
    `http://${host}.evil.example${pathname}`,
    `http://evil${host}${pathname}`,
    `http://evil.${host}${pathname}`,
    `http://${hostname}.:${port}${pathname}`,
    `http://${hostname}${pathname}`,
    `http://${hostname}:80${pathname}`,
    `http://${hostname}:${port}0${pathname}`,
    `http://${hostname}:0${port}${pathname}`,
    `http://${hostname}: ${port}${pathname}`,
    `https://${host}${pathname}`,
    `ws://${host}${pathname}`,
    `com.evil.app:${registered}`,
  ];
}

function sameLetters(
  registered: string,
  { host, pathname, protocol }: { host: string; pathname: string; protocol: string },
): string[] {
  return [
    `${registered}/`,
    `${registered}/..`,
    `${registered}/../evil`,
    `${registered}/%2e%2e/evil`,
    `${registered}/./`,
    `${registered};evil`,
    `${registered}%20`,
    `${registered} `,
    ` ${registered}`,
    `${registered}\t`,
    `${registered}\r\nlocation: https://evil.example`,
    `${registered}%0d%0alocation:%20https://evil.example`,
    `${registered}%00`,
    `${registered}#`,
    `${registered}#fragment`,
    `${registered}?`,
    `${registered}?next=https://evil.example`,
    `${registered}&code=stolen`,
    `${registered}?code=stolen`,
    `${protocol.toUpperCase()}//${host}${pathname}`,
    `${protocol}//${host.toUpperCase()}${pathname}`,
    `${protocol}//${host}${pathname.toUpperCase()}X`,
    `${protocol}//${host}/`,
    `${protocol}//${host}/evil/..${pathname}`,
    `${protocol}//${host}//${pathname}`,
    `${protocol}//${host}/%63allback%00`,
    `${protocol}/${host}${pathname}`,
    `${protocol}${host}${pathname}`,
    `${registered} https://evil.example`,
    `${registered},https://evil.example`,
    'http://localhost:*/callback',
    'http://*/callback',
  ];
}

const scripts: readonly string[] = [
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'java\nscript:alert(1)',
  'javascript://localhost:4999/callback%0aalert(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD4=',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'blob:http://localhost:4999/1',
  'about:blank',
  'view-source:http://localhost:4999/callback',
  'urn:ietf:wg:oauth:2.0:oob',
];

const nothing: readonly string[] = [
  '/',
  '.',
  '/callback',
  'callback',
  '?',
  '#',
  ' ',
  'null',
  'undefined',
  '*',
];
