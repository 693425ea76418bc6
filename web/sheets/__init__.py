"""The pages of the forms made of a template: fill them in part by part, their evidence, their wording."""
