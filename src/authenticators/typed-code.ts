/** What people put between the groups of a code, or paste with it: spaces, dashes, stops, what cannot be seen. */
const separators = /[\s\p{Cf}\p{Pd}.,·'’_]/gu;

/**
 * A typed code as it is compared: digits of any script and full-width characters as those of ASCII (NFKC of UAX #15, decimal
 * digits of UAX #44), without what stands between them. `١٢٣-٤٥٦` and `１２３．４５６` are `123456`.
 */
export function foldTypedCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .replaceAll(/\p{Nd}/gu, asciiDigit)
    .replaceAll(separators, '');
}

/** Decimal digits of a script stand one after the other from its zero; scripts whose digits meet come in whole tens. */
function asciiDigit(digit: string): string {
  const place = digit.codePointAt(0) ?? 0;
  let zero = place;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((place - zero) % 10);
}
