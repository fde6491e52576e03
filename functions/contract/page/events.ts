import type { AsyncApi, Message, Schema } from '../document.ts';
import { fieldItems, fieldList } from './fields.ts';
import { type Html, html, titled, words } from './html.ts';
import type { Site } from './layout.ts';
import { jsonSample } from './sample.ts';

const hearers: Record<string, string> = {
  parties: 'Both organisations of the record hear it.',
  decider: 'Only the organisation that decides hears it.',
  operator: 'Only whoever runs the deployment hears it.',
};

/** The fields of an event around its `data`: the same for every type. */
const envelope = (schema: Schema): Html =>
  fieldItems(
    Object.entries(schema.properties ?? {})
      .filter(([name]) => name !== 'data')
      .map(([name, property]) => ({
        name,
        schema:
          name === 'type'
            ? { type: 'string', description: 'Which kind of event; its last part is the version' }
            : property,
        required: true,
        said: false,
      })),
    {},
  );

const eventSection = (site: Site, message: Message, schema: Schema): Html =>
  html`<section class="told" id="${message.name}" aria-labelledby="${message.name}-title">
<h3 class="event" id="${message.name}-title"><a href="#${message.name}"><code>${message.name}</code></a></h3>
<p>${words(message.summary)}<br><span class="muted">${hearers[message['x-audience']]}</span></p>
<details><summary>Fields and example</summary><div class="operation first">
<div class="say"><h4>Fields of <code>data</code></h4>${fieldList(schema.properties?.data ?? {}, {}, { said: false })}
<p class="schema"><a href="${site.base}/events/${message.name}.json">JSON Schema</a></p></div>
<div class="show">${jsonSample('Event', message.examples[0]?.payload)}</div>
</div></details>
</section>`;

/** The page of all events, by process. */
export const eventsPage = (site: Site, events: AsyncApi): Html => {
  const { messages, schemas } = events.components;
  const first = Object.values(schemas)[0];
  return html`<h1>Events</h1>
<p class="lead">Every change is told to those it concerns, at least once and in order per record.</p>
<p>An event is a CloudEvent 1.0 in JSON. On EventBridge it is the <code>detail</code>; <code>detail-type</code> is its type and <code>source</code> is <code>cosell.&lt;process&gt;</code>. It is thin: ids, states and what both sides may see. Read the record for the rest.</p>
<p>Use <code>id</code> to notice a repeat and <code>sequence</code> to order one record’s events. A published version only ever gains fields; a change that could break a reader becomes a new version.</p>
<ul class="types">${Object.values(messages).map(({ name, summary }) => html`<li><a href="#${name}"><code>${name}</code></a> <span>${words(summary)}</span></li>`)}</ul>
${first && html`<section aria-labelledby="envelope"><h2 id="envelope">Around the data</h2>${envelope(first)}</section>`}
${Object.entries(events.channels).map(
  ([process, channel]) => html`<h2 id="events-${process}">${titled(process)}</h2>
${Object.keys(channel.messages).map((type) => eventSection(site, messages[type] as Message, schemas[type] as Schema))}`,
)}`;
};
