import {
  deleteSnapshotEndpoint,
  readSnapshotEndpoint,
  updateSnapshotEndpoint,
} from "@/lib/enrollment/endpoints.ts";
import { api } from "@/lib/http/endpoint.ts";

export const handler = api(readSnapshotEndpoint, updateSnapshotEndpoint, deleteSnapshotEndpoint);
