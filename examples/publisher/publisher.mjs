#!/usr/bin/env node
// Keeps a folder of web pages as a Planledger server has its plans. See README.md beside it.
//
// It follows the feed, and goes on from a cursor of its own. Pages are made of what the state holds
// and of what the server says now; they are written before the state is. So whenever this ends, the
// next run takes up what the state does not have yet, and writes the same pages.

import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values: settings } = parseArgs({
  options: {
    server: { type: 'string', default: 'http://127.0.0.1:8080' },
    site: { type: 'string', default: 'site' },
    state: { type: 'string', default: 'publisher.json' },
  },
});

// How many changes a page tells of.
const LATEST = 50;
const LONGEST_PAUSE = 30_000;

// What is told, and how. Types that are not here are passed over: new ones may come.
const TITLES = {
  'org.planledger.plan.opened': 'Plan opened',
  'org.planledger.draft.changed': 'Draft changed',
  'org.planledger.amendment.proposed': 'Amendment proposed',
  'org.planledger.amendment.closed': 'Amendment closed',
  'org.planledger.text.agreed': 'Text provisionally agreed',
  'org.planledger.text.reopened': 'Text reopened',
  'org.planledger.outcome.recorded': 'Outcome recorded',
  'org.planledger.translation.provided': 'Translation provided',
  'org.planledger.framework.approved': 'Framework approved',
  'org.planledger.condition.fulfilled': 'Condition fulfilled',
  'org.planledger.draft.issued': 'Draft issued',
  'org.planledger.draft.published': 'Draft published',
  'org.planledger.draft.withdrawn': 'Draft withdrawn',
  'org.planledger.deadline.set': 'Deadline set',
  'org.planledger.statement.recorded': 'Statement recorded',
  'org.planledger.plan.transmitted': 'Plan transmitted',
  'org.planledger.plan.adopted': 'Plan adopted',
  'org.planledger.record.corrected': 'Record corrected',
};

// ---- State: {cursor, changes: {plan: [{revision, title, on, meeting, document, texts}]},
// published: {plan: {document, path, files}}}

async function readState() {
  try {
    return JSON.parse(await readFile(settings.state, 'utf8'));
  } catch (e) {
    if (e.code !== 'ENOENT') throw e;
    return { cursor: '0', changes: {}, published: {} };
  }
}

// Whole or not at all, also when the machine loses power.
async function write(file, text) {
  const beside = `${file}.new`;
  const handle = await open(beside, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}

// ---- The server

class Refused extends Error {}

// Answers are at least as new as the event that is being published.
async function get(path, position) {
  const response = await fetch(settings.server + path, {
    headers: { accept: 'application/json', 'min-position': position },
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

const ofPlan = (plan, rest) => `/api/plans/${encodeURIComponent(plan)}/${rest}`;

// The events after a cursor, in batches as they arrive, each with the cursor behind it.
async function* batches(cursor) {
  const response = await fetch(`${settings.server}/api/feed/events`, {
    headers: { accept: 'text/event-stream', 'last-event-id': cursor },
  });
  if (response.status === 400) throw new Refused((await response.json()).detail);
  if (!response.ok) throw new Error(`/api/feed/events: ${response.status}`);
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const messages = text.split('\n\n');
    text = messages.pop();
    const events = [];
    for (const message of messages) {
      const fields = {};
      for (const line of message.split('\n')) {
        const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(line);
        fields[name] = name in fields ? `${fields[name]}\n${value}` : value;
      }
      if (fields.id) cursor = fields.id;
      if (fields.data) events.push(JSON.parse(fields.data));
    }
    if (messages.length > 0) yield { events, cursor };
  }
}

// ---- Taking events

async function change(event) {
  const diff = event.data.links?.diff;
  const changes = diff ? (await get(diff, event.position)).changes : [];
  return {
    revision: event.revision,
    title: TITLES[event.type],
    on: event.decidedon,
    meeting: event.meetingid,
    document: event.data.document,
    texts: changes
      .filter((each) => each.lang && each.runs.length > 0)
      .map(({ id, lang, runs }) => ({ id, lang, runs })),
  };
}

// The latest publication of a plan that was not taken back.
async function latest(plan, position) {
  const { publications } = await get(ofPlan(plan, 'publications'), position);
  const last = publications.findLast((each) => each.state === 'PUBLISHED');
  if (!last) return undefined;
  const path = ofPlan(plan, last.href);
  const { files } = await get(path, position);
  return { document: last.document, path, files: files.map((file) => file.name) };
}

async function take(state, { events, cursor }) {
  const changes = { ...state.changes };
  const published = { ...state.published };
  let meetings = false;
  const plans = new Set();
  for (const event of events) {
    const plan = event.data.plan;
    if (plan && TITLES[event.type]) {
      changes[plan] = [...(changes[plan] ?? []), await change(event)].slice(-LATEST);
      plans.add(plan);
      if (event.data.links?.publication) published[plan] = await latest(plan, event.position);
    }
    // What a meeting's outcomes count for may change with what becomes of the meeting.
    if (event.data.meeting && !plan) meetings = true;
  }
  const next = { cursor, changes, published };
  if (events.length > 0) await publish(next, meetings ? Object.keys(changes) : [...plans]);
  await write(settings.state, JSON.stringify(next));
  return next;
}

async function publish(state, plans) {
  const all = (await get('/api/plans', state.cursor)).plans;
  for (const plan of all.filter((each) => plans.includes(each.plan))) {
    const draft = await get(ofPlan(plan.plan, 'draft'), state.cursor);
    const page = planPage(plan, draft, state.published[plan.plan], state.changes[plan.plan]);
    await write(join(settings.site, fileOf(plan.plan)), page);
  }
  const { meetings } = await get('/api/meetings', state.cursor);
  await write(join(settings.site, 'index.html'), indexPage(all, meetings));
  console.log(`${state.cursor}: ${plans.join(', ') || 'meetings'}`);
}

// ---- Pages

class Html {
  constructor(text) {
    this.text = text;
  }
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

// Whatever is put in is text, unless it was made here too.
function html(strings, ...values) {
  const one = (value) =>
    value instanceof Html ? value.text
    : Array.isArray(value) ? value.map(one).join('')
    : String(value ?? '').replace(/[&<>"']/g, (c) => ENTITIES[c]);
  return new Html(strings.reduce((text, part, i) => text + one(values[i - 1]) + part));
}

// `/` is in ids, `~` is not.
const fileOf = (plan) => `plan-${plan.replaceAll('/', '~')}.html`;

const label = (name) => name.toLowerCase().replaceAll('_', ' ');

const STYLE = new Html(`<style>
body { max-width: 45rem; margin: auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h1, h2, h3, p, li { overflow-wrap: anywhere; } section { margin-top: 1.5rem; }
.text { white-space: pre-wrap; } .status { font-size: .85em; border: 1px solid; padding: 0 .3em; }
ins { background: #cfc; } del { background: #fcc; } .about { font-size: .9em; }
</style>`);

function page(lang, title, body) {
  return html`<!DOCTYPE html>
<html lang="${lang}">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
<title>${title}</title>
${STYLE}
</head>
<body>
${body}
</body>
</html>
`.text;
}

function inLanguage(texts, first) {
  const langs = Object.keys(texts).sort((a, b) => (b === first) - (a === first));
  return langs.map((lang) => html`<p class="text" lang="${lang}" dir="auto">${texts[lang]}</p>\n`);
}

function provision(each, first) {
  const heading = each.heading?.[first] ?? each.kind;
  const counts = each.effectiveStatus === each.status ? '' : `, counts as ${label(each.effectiveStatus)}`;
  return html`<section id="${each.id}">
<h3>${each.number} <bdi>${heading}</bdi> <span class="status">${label(each.status)}${counts}</span></h3>
${inLanguage(each.text ?? {}, first)}</section>
`;
}

function run({ op, text }) {
  if (op === 'insert') return html`<ins>${text}</ins>`;
  return op === 'delete' ? html`<del>${text}</del>` : html`${text}`;
}

function changed(each) {
  const about = [each.on, each.meeting, each.document].filter(Boolean).join(', ');
  return html`<li data-revision="${each.revision}">${each.title} <span class="about">(${about})</span>
${each.texts.map(({ id, lang, runs }) => html`<p class="text" lang="${lang}" dir="auto"><bdi>${id}</bdi>: ${runs.map(run)}</p>\n`)}</li>
`;
}

// The files are the same for ever at these addresses, and gone when the draft is taken back.
function publication({ document, path, files }) {
  return html`<h2>Published: ${document}</h2>
<ul>
${files.map((name) => html`<li><a href="${settings.server}${path}/${name}">${name}</a></li>
`)}</ul>
`;
}

function planPage(plan, draft, published, changes) {
  const first = plan.authoritativeLanguage;
  const title = plan.title[first] ?? plan.plan;
  return page(first, title, html`<p><a href="index.html">All plans</a></p>
<h1 dir="auto">${title}</h1>
<p>Revision ${draft.revision}, ${label(draft.status)}</p>
${published ? publication(published) : ''}<h2>Draft</h2>
${draft.provisions.map((each) => provision(each, first))}
<h2>What changed</h2>
<ul>
${[...changes].reverse().map(changed)}</ul>`);
}

function indexPage(plans, meetings) {
  const days = ({ from, to }) => (from === to ? from : `${from} to ${to}`);
  return page('en', 'Plans and meetings', html`<h1>Plans</h1>
<ul>
${plans.map((plan) => html`<li><a href="${fileOf(plan.plan)}"><bdi>${plan.title[plan.authoritativeLanguage] ?? plan.plan}</bdi></a></li>
`)}</ul>
<h2>Meetings</h2>
<ul>
${meetings.map((each) => html`<li>${days(each)}: <bdi>${each.body}</bdi>, ${each.number}${each.place ? html`, <bdi>${each.place}</bdi>` : ''}${each.reserved ? ' (outcomes are preliminary)' : ''}</li>
`)}</ul>`);
}

// ---- For ever

await mkdir(settings.site, { recursive: true });
let state = await readState();
for (let failures = 0; ; ) {
  try {
    for await (const batch of batches(state.cursor)) {
      state = await take(state, batch);
      failures = 0;
    }
  } catch (e) {
    if (e instanceof Refused) {
      console.error(`${e.message} To begin again, remove ${settings.state}.`);
      process.exit(1);
    }
    console.error(`${e.message}${e.cause ? ` (${e.cause.message})` : ''}; trying again`);
    failures++;
  }
  const pause = Math.min(LONGEST_PAUSE, 250 * 2 ** Math.min(failures, 10));
  await new Promise((resolve) => setTimeout(resolve, pause));
}
