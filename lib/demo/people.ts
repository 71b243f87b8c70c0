/** Who signs in to the demo. Invented people with addresses that cannot exist (RFC 2606). */
export interface DemoPerson {
  email: string;
  name: string;
  role: "owner" | "coordinator";
}

export const OWNER: DemoPerson = {
  email: "ada.rennick@northfold.example",
  name: "Ada Rennick",
  role: "owner",
};

export const COORDINATOR: DemoPerson = {
  email: "ines.halloran@northfold.example",
  name: "Ines Halloran",
  role: "coordinator",
};

export const ORGANIZATION = "Northfold Research";
