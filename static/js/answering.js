// The page of what was said of a submission: answers save themselves.

import { Desk } from "./desk.js";

new Desk().begin();
