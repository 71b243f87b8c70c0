/** Steps across the page, each with its fact. */

export interface Step {
  title: string;
  fact: string;
}

/** @param at index of the step that the page is on */
export function Stepper({ steps, at }: { steps: Step[]; at: number }) {
  return (
    <ol class="stepper" aria-label="Import steps">
      {steps.map((step, index) => (
        <li
          class={index < at ? "done" : undefined}
          aria-current={index === at ? "step" : undefined}
        >
          <span class="k">{index + 1}</span>
          <span>
            <b>{step.title}</b>
            <small>{step.fact}</small>
          </span>
        </li>
      ))}
    </ol>
  );
}
