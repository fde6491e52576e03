/** What a test may ask of the surroundings: the mailbox, the bus, the executions and the clock. */
export interface Mail {
  id: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  sentAt: string;
}
export interface BusEvent {
  sequence: number;
  source: string;
  detailType: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects
  detail: any;
}
export interface Execution {
  id: string;
  machine: string;
  name: string;
  status: string;
  startedAt: string;
  history: { type: string }[];
}

export class Surroundings {
  readonly baseUrl: string;
  constructor(baseUrl: string) {
    this.baseUrl = baseUrl;
  }

  async #read<T>(path: string): Promise<T> {
    const response = await fetch(`${this.baseUrl}/_local${path}`, {
      headers: { accept: 'application/json' },
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Waits until nothing is under way any more; a test waits for rest, never for time. */
  async rest(): Promise<void> {
    await fetch(`${this.baseUrl}/_local/idle`, { method: 'POST' });
  }
  async mail(about?: { to?: string; text?: string }): Promise<Mail[]> {
    await this.rest();
    const all = await this.#read<Mail[]>('/mail');
    return all.filter(
      (mail) =>
        (!about?.to || mail.to.includes(about.to)) && (!about?.text || mail.text.includes(about.text)),
    );
  }
  async events(subject?: string): Promise<BusEvent[]> {
    await this.rest();
    const all = await this.#read<BusEvent[]>('/events');
    return all.filter(({ detail }) => !subject || detail.subject === subject);
  }
  async executions(name?: string): Promise<Execution[]> {
    await this.rest();
    const all = await this.#read<Execution[]>('/executions');
    return all.filter((execution) => !name || execution.name.startsWith(name));
  }
  /** Lets these AWS services (`events`, `ses`, `states:StartExecution`) refuse every call from now on, and no others. */
  async refuse(...services: string[]): Promise<void> {
    await this.#post('faults', { refuse: services });
  }
  /** Lets SES refuse for good what is mailed to this address. */
  async refuseMailTo(address: string): Promise<void> {
    await this.#post('faults', { refuse: ['ses'], holding: address, error: 'MessageRejected' });
  }
  /** What the clock shows, in epoch ms. */
  async now(): Promise<number> {
    return Date.parse((await this.#read<{ now: string }>('/clock')).now);
  }
  /** Moves the clock; comes back when all that fell due has been done. */
  async advance(duration: string): Promise<void> {
    await this.#post('clock', { advance: duration });
  }
  async #post(what: string, body: unknown): Promise<void> {
    const response = await fetch(`${this.baseUrl}/_local/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${what} answered ${response.status}: ${await response.text()}`);
  }
}

/** The one link of a mail that asks for a decision. */
export const linkIn = (mail: Mail): string => {
  const links = mail.text.match(/https?:\/\/\S+\/approve\/[\w-]+(?![\w/-])/g) ?? [];
  if (links.length !== 1) throw new Error(`expected one link, found ${links.length} in ${mail.text}`);
  return links[0] as string;
};
