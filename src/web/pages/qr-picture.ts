import { toDataURL } from 'qrcode';

/** The picture that an authenticator app scans. @returns a PNG as a data URI, 240 px wide with its quiet zone */
export function qrPicture(otpauthUri: string): Promise<string> {
  return toDataURL(otpauthUri, { errorCorrectionLevel: 'M', margin: 4, width: 240 });
}
