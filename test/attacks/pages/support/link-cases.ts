import { type About, type Cases, done, shown } from './expectation.ts';

const emailLink: About = async ({ subjects }) => ({ token: await subjects.link('email_change') });
const notificationLink: About = async ({ subjects }) => ({
  token: await subjects.link('notification_address'),
});
const notMeLink: About = async ({ subjects }) => ({ token: await subjects.link('not_me') });

/** What a mailed link opens, whoever is signed in or nobody: it is the mailbox that is proven. */
export const linkCases: Cases = {
  '/account/signed-in': { read: done },
  '/account/email/:token': { about: emailLink, read: shown, forms: { continue: [{ may: done }] } },
  '/account/email/waiting': { read: shown },
  '/account/email/changed': { read: shown },
  '/account/notification-address/:token': {
    about: notificationLink,
    read: shown,
    forms: { continue: [{ may: done }] },
  },
  '/account/notification-address/done': { read: shown },
  '/account/not-me/:token': { about: notMeLink, read: shown, forms: { continue: [{ may: done }] } },
  '/account/not-me/done': { read: shown },
};
