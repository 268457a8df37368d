// The views by name. A view takes the state, the record and a way to ask, and answers with
//   title, element           what to show
//   update(state, before)    true if it took the change of the state in by itself
//   drawn()                  called once the element stands in the page
//   leave()                  called before another view is shown
import { about } from "./pages/about.js";
import { entities } from "./pages/entities.js";
import { entity } from "./pages/entity.js";
import { event } from "./pages/event.js";
import { source } from "./pages/source.js";
import { graph } from "./graph/graph.js";
import { matrix } from "./matrix/matrix.js";
import { path } from "./path/path.js";
import { story } from "./story/story.js";
import { timeline } from "./timeline/timeline.js";

export const VIEW_OF = { about, entities, entity, event, graph, matrix, path, source, story, timeline };
