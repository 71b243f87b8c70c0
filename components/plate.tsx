/** The picture beside the sign-in form: how to read ClinOps, on made-up figures that say so. */

const Y = [["260", "0"], ["187.4", "60"], ["114.8", "120"], ["42.2", "180"]] as const;
const X = [["44.2", "Oct"], ["128.4", "Jan"], ["210.8", "Apr"], ["294.1", "Jul"], [
  "378.3",
  "Oct",
], ["462.5", "Jan"]] as const;
const PLAN =
  "36,260 71.7,250.3 99.2,238.2 127.5,223.7 155.9,203.1 181.5,175.3 192.5,165.6 209.9,153.5 237.4,135.4 265.7,119.6 293.2,105.1 321.6,91.8 350,79.7 377.4,68.8 405.8,56.7 433.2,42.2";

export function Plate() {
  return (
    <aside class="plate" aria-label="How to read ClinOps">
      <figure>
        <figcaption>
          Solid is what has been recorded. Dashed is what has not happened yet.
        </figcaption>
        <svg
          class="chart"
          viewBox="0 0 640 286"
          role="img"
          aria-label="Example of a chart: actual enrollment as a solid line up to today, the forecast dashed from there on, the plan in grey."
        >
          {Y.map(([y, label]) => (
            <>
              <line class={label === "0" ? "ax" : "gl"} x1="36" x2="544" y1={y} y2={y} />
              <text x="28" y={Number(y) + 4} text-anchor="end">{label}</text>
            </>
          ))}
          {X.map(([x, label]) => (
            <>
              <line class="ax" x1={x} x2={x} y1="260" y2="264" />
              <text x={x} y="277" text-anchor="middle">{label}</text>
            </>
          ))}
          <polygon class="spread" points="192.5,186.2 438.7,42.2 517.5,42.2" />
          <polyline class="plan" points={PLAN} />
          <polyline class="fc" points="192.5,186.2 478.1,42.2" />
          <line class="today" x1="192.5" x2="192.5" y1="14" y2="260" />
          <text class="today-t" x="192.5" y="10" text-anchor="middle">Today</text>
          <polyline
            class="fact"
            points="36,260 71.7,254 99.2,243.1 127.5,232.2 155.9,216.4 181.5,192.2 192.5,186.2"
          />
          <circle class="dot" cx="192.5" cy="186.2" r="4.5" />
          <text class="lbl" x="202.5" y="201.2">61 enrolled</text>
          <text class="lbl2" x="183.5" y="158.6" text-anchor="end">78 planned</text>
          <text class="lbl2" x="423.2" y="35.2" text-anchor="end">Plan</text>
          <text class="lbl" x="552" y="40.2">P50</text>
          <text class="lbl2" x="552" y="56.2">P80</text>
        </svg>
        <div class="grammar">
          <p>
            <b>Every number opens</b>Its formula, its rows and who last changed them.
          </p>
          <p>
            <b>Every colour has a reason</b>In words beside it, from a rule you can read.
          </p>
          <p>
            <b>Nothing is done for you unseen</b>Agents propose. People decide. The trail keeps
            both.
          </p>
        </div>
      </figure>
    </aside>
  );
}
