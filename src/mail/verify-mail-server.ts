import { createTransport } from 'nodemailer';

/** Longest wait for each part of the greeting, in milliseconds. */
const patienceMs = 5000;

/** Connects and signs in to a mail server without sending anything; throws what the server or the network said. */
export async function verifyMailServer(smtpUrl: string): Promise<void> {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
  });
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
}
