// Segment's own Node library sends 10,000 events to a local Segment, unchanged: sdk.mjs URL WRITE_KEY
import { Analytics } from "@segment/analytics-node";

const [host, writeKey] = process.argv.slice(2);
const analytics = new Analytics({ writeKey, host, flushAt: 100 });
let failed = 0;
analytics.on("error", (error) => { failed += 1; console.error(error); });
for (let number = 0; number < 5000; number++) {
  analytics.track({ userId: `user ${number}`, event: "Node Event", properties: { number, text: "é <b> \u2028" } });
  analytics.identify({ anonymousId: `anonymous ${number}`, traits: { email: `${number}@example.com` } });
}
await analytics.closeAndFlush();
if (failed) process.exit(1);
