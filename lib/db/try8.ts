import { startEmbedded } from "@/supabase/embedded/postgres/mod.ts"; import {connect} from "./connect.ts";
const pg=await startEmbedded({dataDir:"/tmp/dd9", maxConnections:4}); 
pg.ended.then(r=>console.log("ENDED",r));
const q=async(t:string)=>{ const t0=performance.now(); const s=connect(pg.url,{max:1}); const to=new Promise(r=>setTimeout(r,9000,"TIMEOUT")); console.log(t.slice(0,60), await Promise.race([s.unsafe(t).then(r=>[...r].length,e=>e.code+" "+e.message),to]), Math.round(performance.now()-t0)); s.end({timeout:0}); };
await q("select 1 as a");
for (const t of Deno.args) { await q(t); for(let i=0;i<4;i++) await q("select 2 as b"); }
await Promise.race([pg.close(), new Promise(r=>setTimeout(r,3000))]); Deno.exit();
