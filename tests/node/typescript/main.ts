// What the tests run of the client: prints as JSON what it finds at an address.
import { certainChannels, timeline } from "./client.js";

declare const process: { argv: string[] };

const url = process.argv[2] ?? "";
const titles: [string, string][] = [];
for await (const event of timeline(url, "wechat-pay")) titles.push([event.id, event.title.en]);
const channels = await certainChannels(url, "taobao", "wechat-pay", "2024-10-01");
console.log(JSON.stringify({ titles, channels }));
