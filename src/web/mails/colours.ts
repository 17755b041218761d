/** What a mail is drawn with, in one scheme; the tokens of our pages, written into each mail since it may load nothing. */
export interface MailColours {
  readonly ground: string;
  readonly sheet: string;
  readonly line: string;
  readonly ink: string;
  readonly faint: string;
  readonly lead: string;
  readonly onLead: string;
  /** Of the box with a deadline. */
  readonly waitGround: string;
  readonly waitBar: string;
}

export const lightColours: MailColours = {
  ground: '#f4f6f7',
  sheet: '#ffffff',
  line: '#dce2e6',
  ink: '#16212b',
  faint: '#52606d',
  lead: '#0b5f58',
  onLead: '#ffffff',
  waitGround: '#fff4e2',
  waitBar: '#cc760c',
};

export const darkColours: MailColours = {
  ground: '#0f1519',
  sheet: '#171f25',
  line: '#2c3741',
  ink: '#e8edf1',
  faint: '#a5b2bd',
  lead: '#63cdbf',
  onLead: '#06211e',
  waitGround: '#2c2314',
  waitBar: '#d98f2b',
};
