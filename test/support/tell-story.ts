import { tellStory } from "./determinism-story.ts";

const { digest } = await tellStory(Number(process.argv[2]));
process.stdout.write(digest);
